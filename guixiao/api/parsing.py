"""A body is JSON, and says so."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from guixiao.api.problems import Problem


class OnlyJson(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("not_this_type")
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError):
            raise Problem("not_json") from None
