"""Prices a cart and promises the price for some minutes. Writes nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.program.settings import Programme
from loyalty.program.tier_settings import for_tier
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart, cart_hash
from loyalty.purchase.decision import CouponDecision, Decision
from loyalty.purchase.extra_earn import EARNS
from loyalty.purchase.facts import Facts
from loyalty.purchase.guesses import count_guesses
from loyalty.purchase.order_certificates import check_usable
from loyalty.purchase.plan_sale import plan_sale
from loyalty.purchase.price import price
from loyalty.purchase.read_facts import Read, read_facts
from loyalty.purchase.token import Promise, result_hash, seal
from loyalty.words import in_both


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A decision and the token that keeps it until `valid_until`."""

    token: str
    valid_until: datetime
    decision: Decision


def quote(*, shop_id: int, cart: Cart, at: datetime, is_preview: bool = False) -> Quote:
    """Decide the cart at `at` under the settings and the ruleset in force. Two queries, however
    long the cart, one more when campaigns ask about the member or there are codes, one for each wrong code (they are
    counted, but for a preview), and one for settings this process has not seen.

    Raises AmountMismatch, LineRepeated, CertificateNotValid, and NominalNotSold and what else forbids to sell a
    certificate of the cart (one query more where there are any).
    """
    made = _decided_now(shop_id, cart, at)
    if not is_preview and not count_guesses(cart=cart, shop=made.facts.shop.code, decision=made.decision, at=at):
        made = _decided_now(shop_id, cart, at)  # too many wrong ones: now none of them is looked at
    programme, facts, ruleset, decision = made.programme, made.facts, made.programme.ruleset, made.decision
    valid_until = at + timedelta(minutes=programme.settings.quote_minutes)
    token = seal(
        Promise(
            shop_id=shop_id, program_version=programme.version, ruleset=ruleset, at=at, valid_until=valid_until,
            cart_hash=cart_hash(cart), facts=facts, result=result_hash(decision),
        )
    )  # fmt: skip
    return Quote(token=token, valid_until=valid_until, decision=decision)


@dataclass(frozen=True, kw_only=True)
class _Now(Read):
    decision: Decision


def _decided_now(shop_id: int, cart: Cart, at: datetime) -> _Now:
    read = read_facts(shop_id=shop_id, cart=cart, at=at)
    check_usable(cart, read.facts)
    plan_sale(cart=cart, facts=read.facts)
    decided = decide(
        cart=cart, facts=read.facts, programme=read.programme, ruleset=read.programme.ruleset, at=at
    )  # fmt: skip
    return _Now(programme=read.programme, facts=read.facts, decision=decided.decision)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision and what was offered for it: a commit claims the offers that the price was made of."""

    offered: offers.Offered
    decision: Decision


def decide(
    *, cart: Cart, facts: Facts, programme: Programme, ruleset: int, at: datetime, earn_only: bool = False
) -> Decided:
    """Ask the offers and price the cart. Pure: the same input gives an equal decision, a month later, too. With
    `earn_only` campaigns add points and do nothing else: the money was taken already."""
    programme = for_tier(programme, facts.tier)
    offered = offers.current().decide(cart=cart, facts=facts, programme=programme, at=at, ruleset=ruleset)
    if earn_only:
        earns = tuple(one for one in offered.outcomes if isinstance(one, EARNS))
        offered = replace(offered, outcomes=earns, coupons=_that_earn(offered.coupons, {one.campaign for one in earns}))
    decision = price(cart=cart, facts=facts, programme=programme, ruleset=ruleset, offered=offered, at=at)
    return Decided(offered=offered, decision=decision)


def _that_earn(coupons: Iterable[CouponDecision], earning: Collection[str]) -> tuple[CouponDecision, ...]:
    """A code that would only have made the price lower was not used: the price had been paid."""
    kept = []
    for one in coupons:
        campaigns = tuple(campaign for campaign in one.campaigns if campaign in earning)
        if one.status == CouponDecision.APPLIED and not campaigns:
            text_ru, text_en = in_both(_("the purchase had been paid without it"))
            one = msgspec.structs.replace(
                one, status=CouponDecision.NOT_APPLIED, reason="paid", text_ru=text_ru, text_en=text_en
            )
        kept.append(msgspec.structs.replace(one, campaigns=campaigns))
    return tuple(kept)
