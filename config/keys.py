"""Secrets: how they are made, and what start-up refuses."""

import base64
import binascii
import secrets
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
KEY_NAMES = ("PII_KEY", "BLIND_INDEX_KEY", "QUOTE_KEY")
_SECRET_KEY_LENGTH = 50
_PLACEHOLDERS = ("changeme", "change-me", "example", "insecure", "placeholder", "replace", "your-")


def new_key() -> str:
    """A fresh 32-byte key in base64, as the environment carries it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def new_secrets() -> dict[str, str]:
    """A fresh value for every secret that start-up demands, by the name of its environment variable."""
    return {"SECRET_KEY": secrets.token_urlsafe(48), **{name: new_key() for name in KEY_NAMES}}


def read_key(name: str, text: str) -> bytes:
    """The 32 bytes behind a base64 text. Raises ImproperlyConfigured naming the variable, never the value."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(f"{name} must be base64 of {KEY_BYTES} random bytes") from error
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 2:
        raise ImproperlyConfigured(f"{name} must be base64 of {KEY_BYTES} random bytes, not a placeholder")
    return key


def refuse_weak(secret_key: str, keys: Mapping[str, bytes]) -> None:
    """Raise ImproperlyConfigured when SECRET_KEY is short or a placeholder, or when two keys are equal."""
    lowered = secret_key.lower()
    placeholder = len(set(secret_key)) < 10 or any(word in lowered for word in _PLACEHOLDERS)
    if len(secret_key) < _SECRET_KEY_LENGTH or placeholder:
        raise ImproperlyConfigured(f"SECRET_KEY must be {_SECRET_KEY_LENGTH} random characters or more, no placeholder")
    if len(set(keys.values())) != len(keys):
        raise ImproperlyConfigured(", ".join(keys) + " must all differ")


if __name__ == "__main__":
    for name, value in new_secrets().items():
        print(f"{name}={value}")
