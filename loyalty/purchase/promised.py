"""The decision a commit is bound to: the quote's promise, or a fresh one on a locked balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.ledger.book import AccountFrozen, Book, InsufficientPoints
from loyalty.members.models import Member
from loyalty.money import BONUS, STATUS
from loyalty.program.current import program_as_of
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart, cart_hash
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.order_books import OrderBooks, lock_order_books
from loyalty.purchase.order_certificates import can_pay, check_exact, check_usable
from loyalty.purchase.quote import decide, quote
from loyalty.purchase.read_facts import read_facts
from loyalty.purchase.token import QuoteInvalid, result_hash, unseal
from loyalty.refusals import Refusal, Words

AHEAD = timedelta(minutes=5)  # a till's clock may run this far ahead of ours


class QuoteChanged(Refusal):
    """`quote` in the facts is the new Quote."""

    code: ClassVar[str] = "quote_changed"
    title: ClassVar[Words] = _("The price has changed since the quote")
    hint: ClassVar[Words] = _("Show the customer the new quote and send the order with it.")


class BurnLimited(Refusal):
    code: ClassVar[str] = "burn_limited"
    title: ClassVar[Words] = _("That many points cannot be spent on this receipt")
    hint: ClassVar[Words] = _("Ask for at most `max` points, or send burn.mode = max.")


class OccurredAtOutOfWindow(Refusal):
    code: ClassVar[str] = "occurred_at_out_of_window"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The time of sale is in the future or too long ago")
    hint: ClassVar[Words] = _("Check the till's clock; older receipts are imported by the retailer.")


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What to write: the decision with all it was made from, the instant of sale, and the locked books."""

    programme: Programme
    facts: Facts
    offered: offers.Offered
    decision: Decision
    occurred_at: datetime
    books: OrderBooks


def check_occurred_at(occurred_at: datetime | None, *, at: datetime, programme: Programme) -> datetime:
    """The instant of sale: now, or the till's word for it within the programme's window."""
    if occurred_at is None:
        return at
    if not at - timedelta(hours=programme.settings.late_hours) <= occurred_at <= at + AHEAD:
        raise OccurredAtOutOfWindow(field="occurred_at", late_hours=programme.settings.late_hours)
    return min(occurred_at, at)


def from_quote(*, shop_id: int, cart: Cart, token: str, occurred_at: datetime | None, at: datetime) -> Promised:
    """Exactly what the quote showed, recomputed from its token alone, on locked books.

    QuoteInvalid for a foreign token or another cart; QuoteChanged, with a new quote, for one whose time is over and
    for points of a member who was blocked or has left since; AccountFrozen for a burn of points frozen since;
    OfferGone for points that a campaign was to spend and cannot, and for money that left a certificate meanwhile.
    """
    promise = unseal(token)
    if promise.shop_id != shop_id or promise.cart_hash != cart_hash(cart):
        raise QuoteInvalid(field="quote")
    programme = program_as_of(promise.program_version)
    if promise.ruleset < programme.oldest_ruleset:
        raise QuoteChanged(quote=quote(shop_id=shop_id, cart=cart, at=at))  # withdrawn
    sold_at = check_occurred_at(occurred_at, at=at, programme=programme)
    # A sale inside the quote's time that reaches us late is honoured: the till had no way to tell us sooner.
    if not promise.at - AHEAD <= sold_at < promise.valid_until:
        raise QuoteChanged(quote=quote(shop_id=shop_id, cart=cart, at=at))
    decided = decide(cart=cart, facts=promise.facts, programme=programme, ruleset=promise.ruleset, at=promise.at)
    decision = decided.decision
    if result_hash(decision) != promise.result:
        raise QuoteChanged(quote=quote(shop_id=shop_id, cart=cart, at=at))
    books = lock_order_books(
        member_id=cart.member_id, units=decision.units(), certificates=(one.id for one in cart.certificates), at=at
    )
    if decision.burn.applied and books.points[BONUS].frozen:
        raise AccountFrozen(field="burn")
    _check_spent(decision, books.points, at)
    if not can_pay(decision, books.certificates, at):
        raise offers.OfferGone()
    if decision.burnt() and not Member.objects.filter(pk=cart.member_id or 0, state=Member.State.ACTIVE).exists():
        raise QuoteChanged(quote=quote(shop_id=shop_id, cart=cart, at=at))
    return Promised(
        programme=programme, facts=promise.facts, offered=decided.offered, decision=decision, occurred_at=sold_at,
        books=books,
    )  # fmt: skip


def fresh(
    *,
    shop_id: int,
    cart: Cart,
    occurred_at: datetime | None,
    at: datetime,
    trusted: bool = False,
    earn_only: bool = False,
) -> Promised:
    """Decide now, on locked books. `trusted` takes any past instant of sale: imports and replays. `earn_only`: a
    receipt that was paid without us, whose price no campaign can change any more.

    An exact burn that cannot be had whole raises InsufficientPoints, AccountFrozen or BurnLimited, an exact payment by
    certificate CertificateInsufficient or CertificateExceedsOrder. CertificateNotValid. OfferGone as above.
    """
    books = lock_order_books(
        member_id=cart.member_id, certificates=(one.id for one in cart.certificates), if_open=frozenset({STATUS}), at=at
    )
    read = read_facts(
        shop_id=shop_id, cart=cart, at=at, sold_at=min(occurred_at or at, at), book=books.points.get(BONUS),
        certificates={one: locked.standing(at) for one, locked in books.certificates.items()},
    )  # fmt: skip
    check_usable(cart, read.facts)
    programme, facts = read.programme, read.facts
    sold_at = (occurred_at or at) if trusted else check_occurred_at(occurred_at, at=at, programme=programme)
    decided = decide(
        cart=cart, facts=facts, programme=programme, ruleset=programme.ruleset, at=sold_at, earn_only=earn_only
    )
    decision = decided.decision
    burn = decision.burn
    if cart.burn.mode == "amount" and burn.applied != burn.requested:
        if burn.limited_by == "balance":
            raise InsufficientPoints(available=burn.max)
        if burn.limited_by == "frozen":
            raise AccountFrozen(field="burn")
        raise BurnLimited(max=burn.max, limited_by=burn.limited_by)
    check_exact(decision)
    more = decision.units() - books.points.keys()
    if more and cart.member_id:
        books.points.update(lock_order_books(member_id=cart.member_id, units=more, at=at).points)
    _check_spent(decision, books.points, at)
    return Promised(
        programme=programme, facts=facts, offered=decided.offered, decision=decision, occurred_at=sold_at, books=books
    )


def _check_spent(decision: Decision, books: Mapping[str, Book], at: datetime) -> None:
    """OfferGone when a campaign spends points that are gone, or frozen: the cart did not ask for them, so that the till
    gets a new price and not a refusal of points."""
    burnt = decision.burnt()
    spending = [books[spent.unit] for spent in decision.spent]
    if any(book.frozen or book.available(book.instant(at)) < burnt[book.unit] for book in spending):
        raise offers.OfferGone()
