"""The API as one: its operations, and its OpenAPI with every error of every operation."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from guixiao.api import doing, figures, tasks
from guixiao.api.bearer import Bearer
from guixiao.api.oversight import bodies, lists, orders
from guixiao.api.parsing import OnlyJson
from guixiao.api.problems import MEDIA_TYPE, ProblemShape, handle_all

REF = "#/components/schemas/{model}"
# What may go wrong with every request, and with one that writes.
ALWAYS = {
    400: "the request is none",
    401: "no token, or one that opens nothing any more",
    404: "no such thing, or none that this post may see: the two look the same",
    405: "another method, see Allow",
    422: "something in the request cannot be read (unreadable, with fields)",
    429: "more requests than a token may make in a minute, see Retry-After",
    500: "our fault; it is in the log",
}
WRITING = {
    409: "somebody changed the case since it was read: who did what first",
    413: "the body is too long",
    415: "the body is not application/json",
    422: "unreadable, or a refusal of the rules by its name: what is missing and who can supply it",
}
DESCRIPTION = """Cases, events, tasks and coverage figures of Guixiao 归校 for other programs of the county; to be read only,
orders, findings of inspections, closures, bodies, joint actions and stationed studies.
A token is made by the holder of a post on /me/tokens/ and opens what that post opens, no more.
Errors are application/problem+json."""


class Described(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With the errors, which come as problems and not as the answers that ninja knows of."""
        schema = super().get_openapi_schema(**options)
        told = ProblemShape.model_json_schema(ref_template=REF)
        schema["components"]["schemas"] |= told.pop("$defs") | {"Problem": told}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"] |= _errors(ALWAYS | (WRITING if method == "post" else {}))
        return schema


def _errors(codes: dict[int, str]) -> dict[int, Any]:
    shape = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
    return {code: {"description": words, "content": shape, "headers": _headers(code)} for code, words in sorted(codes.items())}


def _headers(code: int) -> dict[str, Any]:
    names = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}
    return {names[code]: {"schema": {"type": "string"}, "required": True}} if code in names else {}


api = Described(
    title="Guixiao 归校",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=Bearer(),
    parser=OnlyJson(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
handle_all(api)
for router in (figures.router, doing.router, tasks.router, orders.router, lists.router, bodies.router):
    api.add_router("", router)
