"""How far a running check of the books is: a hint for the page that waits, kept where it may be lost."""

import contextlib

import redis
from django.core.cache import cache

_KEY = "proving"
_SECONDS = 600  # a check that died is forgotten


def tell(code: str) -> None:
    """This law is being checked now; an empty code says that the check is over."""
    with contextlib.suppress(redis.RedisError):
        cache.set(_KEY, code, _SECONDS)


def proving() -> str:
    """The code of the law that is being checked; empty when nothing is, or nobody knows."""
    with contextlib.suppress(redis.RedisError):
        return str(cache.get(_KEY, ""))
    return ""
