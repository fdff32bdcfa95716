"""Tells whose key this is."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, transaction

from loyalty.rows import one_row
from loyalty.shops.client import Client
from loyalty.shops.models import ApiKey

logger = logging.getLogger(__name__)
_LONGEST = 150
_FIND = """
select k.id, k.prefix, k.hashed_key, k.expiry_date, k.last_used_on, k.scopes, i.id, s.id, s.code, s.timezone,
  s.group_id, k.requests_per_second, k.enrolments_per_hour, clock_timestamp()
from loyalty_apikey k join loyalty_integration i on i.id = k.integration_id join loyalty_shop s on s.id = i.shop_id
where k.prefix = %s and not k.revoked and s.is_active
"""


@dataclass(frozen=True)
class _Key:
    """A key that is neither revoked nor of a closed shop, whenever it ends."""

    id: str
    expires_at: datetime | None
    last_used_on: date | None
    client: Client


def authenticate(*, secret: str, at: datetime) -> Client | None:
    """The client whose key this is; None when it is unknown, revoked, expired, or its shop is closed.

    One query, so a revoked key stops at once; plus, once a day per key, the note that it was used.
    """
    found = _find(secret)
    return _enter(found[0], at) if found else None


def authenticate_now(*, secret: str) -> tuple[Client, datetime] | None:
    """`authenticate` at the database's clock, and what that clock said. The same one query reads both."""
    found = _find(secret)
    if found is None:
        return None
    key, at = found
    client = _enter(key, at)
    return None if client is None else (client, at)


def _find(secret: str) -> tuple[_Key, datetime] | None:
    """The key with this secret and the database's clock."""
    prefix, dot, rest = secret.partition(".")
    if not dot or not rest or len(secret) > _LONGEST or not secret.isascii() or "\0" in secret:
        return None
    row = one_row(_FIND, [prefix])
    if row is None or not ApiKey.objects.key_generator.verify(secret, row[2]):
        return None
    key_id, prefix, _hash, expires_at, last_used_on, scopes, *of_shop, at = row
    integration_id, shop_id, code, timezone, group_id, requests_per_second, enrolments_per_hour = of_shop
    client = Client(
        integration_id=integration_id, shop_id=shop_id, shop_code=code, shop_timezone=timezone, group_id=group_id,
        scopes=frozenset(scopes), key_id=prefix, requests_per_second=requests_per_second,
        enrolments_per_hour=enrolments_per_hour,
    )  # fmt: skip
    return _Key(id=key_id, expires_at=expires_at, last_used_on=last_used_on, client=client), at


def _enter(key: _Key, at: datetime) -> Client | None:
    if key.expires_at is not None and key.expires_at <= at:
        return None
    if key.last_used_on is None or key.last_used_on < at.date():
        _note_use(key.id, at.date())
    return key.client


def _note_use(key_id: str, today: date) -> None:
    """A note for people who tidy up keys: when it cannot be made at once, a later call makes it."""
    try:
        with transaction.atomic():
            if _lock_unless_busy(key_id):
                ApiKey.objects.filter(pk=key_id).update(last_used_on=today)
    except DatabaseError:
        logger.warning("the last use of an API key was not noted", exc_info=True)


def _lock_unless_busy(key_id: str) -> bool:
    rows = ApiKey.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=key_id)
    return rows.values_list("prefix").first() is not None
