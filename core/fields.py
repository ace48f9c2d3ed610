"""Model fields: encrypted text and a StreamField whose blocks stay out of migrations."""

from typing import Any

from django.db import models

from wagtail.fields import StreamField

from core.crypto import decrypt, encrypt


class EncryptedTextField(models.BinaryField):
    """Text kept encrypted in the database and readable in Python.

    It can't be searched or filtered; keep a ``keyed_hash`` beside it where you need to match.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else self._open(bytes(value))

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else encrypt(str(value).encode())

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else self._open(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        """Serialised encrypted, so that a dump never holds the text."""
        return encrypt(str(self.value_from_object(obj) or "").encode()).decode()

    @staticmethod
    def _open(token: bytes) -> str:
        return decrypt(token).decode()


class SlimStreamField(StreamField):
    """A StreamField that doesn't freeze its blocks into migrations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "block_types" not in kwargs:
            args = ([],)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
