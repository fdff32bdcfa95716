"""The certificates in a member's cabinet."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.certificates.account import balances_of, is_usable
from loyalty.certificates.code import opened, opened_pin
from loyalty.certificates.models import Certificate
from loyalty.certificates.steps import StepView, story_of


@dataclass(frozen=True, kw_only=True)
class WalletView:
    """One certificate as its holder sees it: `left` kopecks, `held` of them by a purchase that is being paid for."""

    id: int
    name_ru: str
    name_en: str
    tail: str
    state: str
    usable: bool
    left: int
    held: int
    nominal: int
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class OpenedView:
    """The same with its code and PIN, and its story."""

    card: WalletView
    code: str
    pin: str | None
    story: tuple[StepView, ...]


def wallet(*, member_id: int, at: datetime) -> tuple[WalletView, ...]:
    """Those that can pay first, then the rest; at most a hundred. Two queries."""
    rows = Certificate.objects.filter(member_id=member_id).select_related("product").order_by("-pk")[:100]
    return tuple(sorted(_views(list(rows), at), key=lambda one: not (one.usable and one.left)))


def open_wallet(*, member_id: int, certificate_id: int, at: datetime) -> OpenedView | None:
    """The member's own one; None for an unknown number and for somebody else's alike. Three queries at most."""
    row = own_certificate(member_id=member_id, certificate_id=certificate_id)
    if row is None:
        return None
    (card,) = _views([row], at)
    pin = opened_pin(bytes(row.pin_sealed)) if row.pin_sealed else None
    return OpenedView(card=card, code=opened(bytes(row.sealed)), pin=pin, story=story_of(certificate_id=certificate_id))


def own_certificate(*, member_id: int, certificate_id: int) -> Certificate | None:
    """The row, to be printed. One query."""
    return Certificate.objects.select_related("product").filter(pk=certificate_id, member_id=member_id).first()


def _views(rows: list[Certificate], at: datetime) -> list[WalletView]:
    books = balances_of([row.pk for row in rows], at=at)
    return [
        WalletView(
            id=row.pk, name_ru=row.product.name_ru, name_en=row.product.name_en, tail=row.tail, state=row.state,
            usable=is_usable(row, at), left=books[row.pk].active, held=books[row.pk].held,
            nominal=row.nominal_kopecks, valid_until=row.valid_until,
        )
        for row in rows
    ]  # fmt: skip
