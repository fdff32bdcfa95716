"""Start-up refuses weak secrets."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.keys import KEY_NAMES, new_key, new_secrets, read_key, refuse_weak

GOOD = "kT3v9-Zq8wLr5XbN2mYc7HdPf4GsJ6AeUoRiWx1B0yDhEuKlVt"


@pytest.mark.parametrize(
    "text",
    ["", "short", "не base64", base64.b64encode(b"0123456789").decode(), base64.b64encode(b"a" * 32).decode()],
)
def test_a_weak_key_is_refused_by_name(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PII_KEY"):
        read_key("PII_KEY", text)


@pytest.mark.parametrize("secret_key", ["", "short", "a" * 60, "changeme" + GOOD, "django-insecure-" + GOOD])
def test_a_weak_secret_key_is_refused(secret_key: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        refuse_weak(secret_key, {"PII_KEY": read_key("PII_KEY", new_key())})


def test_equal_keys_are_refused() -> None:
    key = read_key("PII_KEY", new_key())
    with pytest.raises(ImproperlyConfigured, match="differ"):
        refuse_weak(GOOD, {"PII_KEY": key, "QUOTE_KEY": key})


def test_fresh_secrets_pass() -> None:
    fresh = new_secrets()
    refuse_weak(fresh["SECRET_KEY"], {name: read_key(name, fresh[name]) for name in KEY_NAMES})
