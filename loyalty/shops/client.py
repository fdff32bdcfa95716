"""Who calls the shop API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """A till system or a web shop behind a valid key. `key_id` is the key's public prefix: it may be logged."""

    integration_id: int
    shop_id: int
    shop_code: str
    shop_timezone: str
    group_id: int | None
    scopes: frozenset[str]
    key_id: str
