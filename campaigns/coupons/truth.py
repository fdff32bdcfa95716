"""What a presented code is, before any campaign is asked."""

from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """Codes are stored with orders: they are for ever. Of equal standing the first holds."""

    OK = "ok"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    STOPPED = "stopped"
    EARLY = "early"
    EXPIRED = "expired"
    NOT_ISSUED = "not_issued"
    NOT_YOURS = "not_yours"
    USED = "used"
    IN_USE = "in_use"
    USED_UP = "used_up"
    MEMBER_NEEDED = "member_needed"
    LIMIT = "limit"
    SHOP = "shop"
    BLOCKED = "blocked"


# What a guesser must not tell from a code that never was.
NOT_VALID = frozenset(
    {Truth.UNKNOWN, Truth.REVOKED, Truth.STOPPED, Truth.EARLY, Truth.EXPIRED, Truth.NOT_ISSUED, Truth.NOT_YOURS}
)
OPENED = "coupons"  # key of Facts.known: the batches whose codes are in the cart and may be used


@dataclass(frozen=True, kw_only=True)
class Presented:
    """One code of a cart. `reservation` is what holds a use back for this very cart."""

    truth: Truth
    batch: str = ""
    coupon: int | None = None
    reservation: int | None = None

    def kept(self) -> tuple[str, ...]:
        """The form in which quotes and orders keep it."""
        return self.truth.value, self.batch, str(self.coupon or ""), str(self.reservation or "")


def key_of(normal: str) -> str:
    """Under which `Facts.known` keeps what a code is."""
    return f"coupon:{normal}"


def presented_of(kept: object) -> Presented | None:
    """What `kept` says; None where nothing was kept."""
    if not isinstance(kept, tuple | list) or len(kept) != 4:
        return None
    truth, batch, coupon, reservation = (str(part) for part in kept)
    return Presented(
        truth=Truth(truth), batch=batch, coupon=int(coupon) if coupon else None,
        reservation=int(reservation) if reservation else None,
    )  # fmt: skip
