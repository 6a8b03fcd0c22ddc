"""Database fields that are encrypted at rest: plain in Python, sealed in the table, never filtered on."""

import json
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from guixiao.lib.crypto import Unopened, seal, unseal
from guixiao.vault import keys

EMPTY = b""


class SealedField(models.Field):
    """Bytes in the database: SM4-GCM over the text, bound to its table and column. The empty text stays empty and unsealed."""

    empty_strings_allowed = True

    def get_internal_type(self) -> str:
        return "BinaryField"

    @cached_property
    def context(self) -> bytes:
        """What a value of this column is sealed as: moved to another column it does not open."""
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def get_lookup(self, lookup_name: str) -> Any:
        """A sealed value differs each time it is sealed: a filter on it would find nothing, silently."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed and cannot be filtered on; filter on its blind index")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: nothing inside it can be asked for in SQL")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> bytes | None:
        if value is None:
            return None
        text = self.written(value)
        return seal(keys.ring().key, text.encode(), self.context) if text else EMPTY

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.read(self.opened(bytes(value)))

    def opened(self, sealed: bytes) -> str:
        if not sealed:
            return ""
        try:
            return unseal(keys.ring().sealing, sealed, self.context).decode()
        except Unopened as error:
            raise Unopened(f"{self.context.decode()}: {error}; the keys come from {keys.origin()}") from None

    def written(self, value: Any) -> str:
        raise NotImplementedError

    def read(self, text: str) -> Any:
        raise NotImplementedError


class SealedTextField(SealedField):
    """A text. `SealedTextField(blank=True, default="")` for one that may be empty."""

    def written(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> str:
        return text


class SealedJSONField(SealedField):
    """Anything JSON can say, as `json.loads` gives it back; never altered in place by the database."""

    empty_strings_allowed = False

    def written(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def read(self, text: str) -> Any:
        return json.loads(text) if text else None


class BlindIndexField(models.CharField):
    """The blind index of another field of the same model, worked out whenever a row is written: `BlindIndexField(of="phone")`.

    `kind` is how the text is normalised (vault.rules.normal); the name of the field unless said otherwise. Find by it:
    `filter(phone_index=blind_index("phone", text))`.
    """

    def __init__(self, *args: Any, of: str = "", kind: str = "", **options: Any) -> None:
        self.of, self.kind = of, kind or of
        settled: dict[str, Any] = {"max_length": 32, "blank": True, "default": "", "editable": False}
        super().__init__(*args, **settled | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of, "kind": self.kind}

    def indexed(self, text: str | None) -> str:
        return keys.blind_index(self.kind, text or "")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.indexed(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value
