"""The port through which purchase asks what is on offer. `NoOffers` until campaigns plug in by a setting."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import CouponDecision, CouponToCome, Decision
from loyalty.purchase.facts import Facts, LineGoods, ShopFacts
from loyalty.purchase.outcomes import Outcome, Text
from loyalty.refusals import Refusal, Words
from loyalty.rules.fact import Value


@dataclass(frozen=True, kw_only=True)
class NotApplied:
    """A campaign that did not apply, why, and what is missing (amounts as decimal strings)."""

    campaign: str
    code: str
    text: Text
    missing: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """All that campaigns ask of one cart, in the order it is to be applied. `approximated`: lanes whose best was too
    large to search to the end. `coupons`: what became of each code of the cart."""

    outcomes: tuple[Outcome, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    approximated: tuple[str, ...] = ()
    coupons: tuple[CouponDecision, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """An order that is not sold yet. What it takes of codes is held back until `until`; for as long as it is reserved
    where that is empty."""

    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A return: goods worth `part` kopecks on the shelf, of the `of` that the customer still had. `gone`: campaigns of
    which no discounted line is the customer's any more."""

    part: int
    of: int
    gone: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IssuedCoupon:
    """A code that an order brought. `code` as people read it; it is also what a QR code of it holds. `text` is to be
    printed: what it gives, the code, until when. `expires_at` is None for one without an end."""

    campaign: str
    version: int
    code: str
    text: Text
    expires_at: datetime | None


class OfferGone(Refusal):
    """A budget, a limit or a code ran out between price and order. Tills hear `quote_changed`, with a new quote."""

    code: ClassVar[str] = "offer_gone"
    title: ClassVar[Words] = _("An offer in this price has just run out")


Known = dict[str, Value]


class Offers(Protocol):
    """What loyalty calls, and nothing else of campaigns is known to it."""

    def read(
        self, *, cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts, programme: Programme, at: datetime
    ) -> Known:
        """What the ruleset in force needs to know to decide this cart, by fact key; `goods` are aligned with its lines.
        At most one query."""
        ...

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        """What ruleset number `ruleset` offers this cart at `at`. Pure: reads nothing (a ruleset is read once)."""
        ...

    def redecide(
        self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, applied: tuple[str, ...]
    ) -> Offered:
        """The same over what is left of a cart after a return, only the campaigns that had applied."""
        ...

    def claim(
        self, *, order_id: int, member_id: int | None, facts: Facts, decision: Decision, programme: Programme,
        at: datetime, reserved: Reserved | None = None, must: bool = False, only_coupons: bool = False,
    ) -> tuple[str, ...]:  # fmt: skip
        """Take coupons and budgets for a committed order; raises OfferGone when one is gone. One query, one for each
        budget that is split, and two when codes applied. With `must` the sale has happened: nothing is refused, and the
        codes of campaigns that are over their budgets or limits are returned; `only_coupons` when the budgets are taken
        already."""
        ...

    def release(self, *, order_id: int, decision: Decision, at: datetime, returned: Returned | None = None) -> None:
        """Give back what `claim` took, after a cancel; after a return what the campaigns say. One query, and one more
        when codes had applied."""
        ...

    def version_ids(self, *, decision: Decision) -> dict[tuple[str, int], int]:
        """The ids by which the ledger knows the campaign versions that gave points in a decision, by the campaign's
        code and the version's number. No query (a ruleset is read once)."""
        ...

    def issue(
        self, *, order_id: int, member_id: int | None, decision: Decision, programme: Programme, at: datetime
    ) -> tuple[IssuedCoupon, ...]:
        """The codes of `decision.coupons_to_come`, for an order that has just been completed. Never refuses: where
        there is no code left that is noted, and the order goes without."""
        ...

    def issued(self, *, order_id: int) -> tuple[IssuedCoupon, ...]:
        """What `issue` gave for the order. One query."""
        ...

    def revoke(self, *, order_id: int, lost: Sequence[CouponToCome], at: datetime) -> None:
        """Goods came back and the order no longer earns these codes: those that nobody has used hold no longer."""
        ...


class NoOffers:
    """No campaigns: the programme's own earn and burn are all there is."""

    def read(
        self, *, cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts, programme: Programme, at: datetime
    ) -> Known:
        return {}

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        return Offered()

    def redecide(
        self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, applied: tuple[str, ...]
    ) -> Offered:
        return Offered()

    def claim(
        self, *, order_id: int, member_id: int | None, facts: Facts, decision: Decision, programme: Programme,
        at: datetime, reserved: Reserved | None = None, must: bool = False, only_coupons: bool = False,
    ) -> tuple[str, ...]:  # fmt: skip
        return ()

    def release(self, *, order_id: int, decision: Decision, at: datetime, returned: Returned | None = None) -> None:
        return None

    def version_ids(self, *, decision: Decision) -> dict[tuple[str, int], int]:
        return {}

    def issue(
        self, *, order_id: int, member_id: int | None, decision: Decision, programme: Programme, at: datetime
    ) -> tuple[IssuedCoupon, ...]:
        return ()

    def issued(self, *, order_id: int) -> tuple[IssuedCoupon, ...]:
        return ()

    def revoke(self, *, order_id: int, lost: Sequence[CouponToCome], at: datetime) -> None:
        return None


_stand_in: ContextVar[Offers | None] = ContextVar("offers", default=None)


@contextmanager
def standing_in(offers: Offers) -> Iterator[None]:
    """Inside the block `offers` answer in this thread instead of campaigns: a replay knows what was on offer then."""
    token = _stand_in.set(offers)
    try:
        yield
    finally:
        _stand_in.reset(token)


@lru_cache(maxsize=4)
def _load(path: str) -> Offers:
    offers: Offers = import_string(path)()
    return offers


def current() -> Offers:
    """The implementation that `LOYALTY_OFFERS` names, unless another stands in for it."""
    return _stand_in.get() or _load(settings.LOYALTY_OFFERS)
