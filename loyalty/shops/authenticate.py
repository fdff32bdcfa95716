"""Tells whose key this is."""

import logging
from datetime import date, datetime

from django.db import DatabaseError, transaction

from loyalty.clock import ClockTimestamp
from loyalty.shops.client import Client
from loyalty.shops.models import ApiKey

logger = logging.getLogger(__name__)
_LONGEST = 150


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


def _find(secret: str) -> tuple[ApiKey, datetime] | None:
    """The key with this secret and the database's clock, whenever the key ends."""
    prefix, dot, rest = secret.partition(".")
    if not dot or not rest or len(secret) > _LONGEST or not secret.isascii() or "\0" in secret:
        return None
    key = (
        ApiKey.objects.select_related("integration__shop")
        .filter(prefix=prefix, revoked=False, integration__shop__is_active=True)
        .annotate(read_at=ClockTimestamp())
        .first()
    )
    if key is None or not ApiKey.objects.key_generator.verify(secret, key.hashed_key):
        return None
    return key, key.read_at


def _enter(key: ApiKey, at: datetime) -> Client | None:
    if key.expiry_date is not None and key.expiry_date <= at:
        return None
    if key.last_used_on is None or key.last_used_on < at.date():
        _note_use(key.pk, at.date())
    shop = key.integration.shop
    return Client(
        integration_id=key.integration_id,
        shop_id=shop.pk,
        shop_code=shop.code,
        shop_timezone=shop.timezone,
        group_id=shop.group_id,
        scopes=frozenset(key.scopes),
        key_id=key.prefix,
    )


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
