"""How the two roles connect: the app role with time limits and a pool, the owner role plainly."""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# lock_timeout, statement_timeout, transaction_timeout, idle_in_transaction_session_timeout
_LIMITS = {
    "web": ("2s", "5s", "10s", "10s"),
    "jobs": ("60s", "5min", "10min", "60s"),
    "command": ("60s", "0", "0", "0"),  # imports and proofs run for as long as they need
}
# How long a caller waits for a connection of the pool. A till gives up after 1.5 s: it must hear 503 before.
_PATIENCE = {"web": 1, "jobs": 5}
# The pool's own way is to try again after 1, 2, 4, 8 … seconds, so that a server back after a minute stays unused for
# another. Ours gives up at once: the next caller tries anew.
_RECONNECT = 0.25
_NAMES = ("lock_timeout", "statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout")


def app_database(parsed: Mapping[str, Any], *, profile: str, pool_size: int) -> dict[str, Any]:
    """Django's settings for the alias `default`, from a parsed DATABASE_URL.

    `profile` says who asks: the entry points of web and jobs set it, everything else is a command. A pool is kept for
    web and jobs; a caller waits 1 s and 5 s for a connection of it. Their statements are prepared: planning takes
    longer than carrying out. `synchronous_commit` is on whatever the server's own default is: an answered order must
    survive a crash.
    """
    if profile not in _LIMITS:
        raise ImproperlyConfigured(f"DATABASE_PROFILE must be one of {', '.join(_LIMITS)}")
    limits = " ".join(f"-c {name}={value}" for name, value in zip(_NAMES, _LIMITS[profile], strict=True))
    options = {**parsed.get("OPTIONS", {}), "options": f"{limits} -c synchronous_commit=on"}
    options["application_name"] = _application(profile)
    options["server_side_binding"] = True  # values never stand in the text of a statement, which servers log
    if profile != "command":
        options["prepare_threshold"] = 5
    if pool_size and profile != "command":
        waits = {"timeout": _PATIENCE[profile], "reconnect_timeout": _RECONNECT}
        options["pool"] = {"min_size": 1, "max_size": pool_size, **waits}
    return {**_required(parsed, "DATABASE_URL"), "OPTIONS": options, "CONN_HEALTH_CHECKS": True}


def _application(profile: str) -> str:
    """What PostgreSQL and the audit trail call us: «loyalty web», «loyalty jobs», «loyalty import_receipts»."""
    named = profile == "command" and len(sys.argv) > 1 and not sys.argv[1].startswith("-")
    return f"loyalty {sys.argv[1] if named else profile}"[:63]


def owner_database(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Django's settings for the alias `owner`, from a parsed DATABASE_OWNER_URL: no pool; waits 2 s for a lock, because
    everybody else queues behind a migration that waits."""
    options = {**parsed.get("OPTIONS", {}), "options": "-c lock_timeout=2s"}
    return {**_required(parsed, "DATABASE_OWNER_URL"), "OPTIONS": options}


def _required(parsed: Mapping[str, Any], variable: str) -> dict[str, Any]:
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{variable} must be a postgresql:// URL: nothing else can hold the books")
    if not parsed.get("USER"):
        raise ImproperlyConfigured(f"{variable} must name its role")
    return {**parsed, "ENGINE": "config.postgres"}
