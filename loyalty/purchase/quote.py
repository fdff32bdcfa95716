"""Prices a cart and promises the price for some minutes. Writes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loyalty.program.settings import Programme
from loyalty.program.tier_settings import for_tier
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart, cart_hash
from loyalty.purchase.decision import Decision
from loyalty.purchase.extra_earn import EARNS
from loyalty.purchase.facts import Facts
from loyalty.purchase.price import price
from loyalty.purchase.read_facts import read_facts
from loyalty.purchase.token import Promise, result_hash, seal


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A decision and the token that keeps it until `valid_until`."""

    token: str
    valid_until: datetime
    decision: Decision


def quote(*, shop_id: int, cart: Cart, at: datetime) -> Quote:
    """Decide the cart at `at` under the settings and the ruleset in force. Two queries, however
    long the cart, one more when campaigns ask about the member, and one for settings this process has not seen.

    Raises AmountMismatch and LineRepeated.
    """
    read = read_facts(shop_id=shop_id, cart=cart, at=at)
    programme, facts, ruleset = read.programme, read.facts, read.programme.ruleset
    decision = decide(cart=cart, facts=facts, programme=programme, ruleset=ruleset, at=at).decision
    valid_until = at + timedelta(minutes=programme.settings.quote_minutes)
    token = seal(
        Promise(
            shop_id=shop_id, program_version=programme.version, ruleset=ruleset, at=at, valid_until=valid_until,
            cart_hash=cart_hash(cart), facts=facts, result=result_hash(decision),
        )
    )  # fmt: skip
    return Quote(token=token, valid_until=valid_until, decision=decision)


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
        offered = replace(offered, outcomes=tuple(one for one in offered.outcomes if isinstance(one, EARNS)))
    decision = price(cart=cart, facts=facts, programme=programme, ruleset=ruleset, offered=offered, at=at)
    return Decided(offered=offered, decision=decision)
