"""Revokes an API key for ever."""

from loyalty.shops.models import ApiKey


def revoke_key(*, prefix: str) -> None:
    """The key with this public prefix is refused from the next request on. Revoking twice changes nothing."""
    ApiKey.objects.filter(prefix=prefix).update(revoked=True)
