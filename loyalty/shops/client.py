"""Who calls the shop API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """A till system or a web shop behind a valid key. `key_id` is the key's public prefix: it may be logged.

    The limits are the key's own; None: the installation's.
    """

    integration_id: int
    shop_id: int
    shop_code: str
    shop_timezone: str
    group_id: int | None
    scopes: frozenset[str]
    key_id: str
    requests_per_second: int | None = None
    enrolments_per_hour: int | None = None
