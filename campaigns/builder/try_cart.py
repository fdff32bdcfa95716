"""What a cart would come to if a draft were published: the engine over what runs now and the draft. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from campaigns.builder.draft_offers import DraftOffers
from campaigns.builder.tried_cart import TriedCart, as_cart, instant_of, known_of, shop_of_cart
from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition
from loyalty.ledger.facts import balance
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import NotApplied
from loyalty.purchase.quote import decide
from loyalty.purchase.read_facts import Read, read_facts
from loyalty.rules.fact import MemberFact, Value
from loyalty.tiers.facts import TIER


@dataclass(frozen=True, kw_only=True)
class Tried:
    """`decision` with the draft and `before` with what runs now; `why_not` is the draft's own reason where it gave
    nothing. `asks` is what the draft has to know of the member and `known` what is known."""

    cart: Cart
    decision: Decision
    before: Decision
    why_not: NotApplied | None
    asks: tuple[MemberFact, ...]
    known: Mapping[str, Value]

    @property
    def told(self) -> frozenset[str]:
        """The campaigns of which there is a sentence."""
        return frozenset(one.campaign for one in _sentences(self.decision))


def try_cart(
    *, tried: TriedCart, draft: Definition, now: datetime, worded: frozenset[str] = frozenset()
) -> Tried:  # fmt: skip
    """`now` is in the programme's zone. Nothing is written and nothing is promised; some ten queries. `worded` are
    campaigns whose sentences are written anew, with the names that hold here.

    Raises InvalidCart, AmountMismatch, LineRepeated.
    """
    shop_id, at, cart = shop_of_cart(tried), instant_of(tried, now=now), as_cart(tried)
    with_draft = DraftOffers(draft=draft, now=program().ruleset, worded=worded)
    read, decision = _decided(tried, cart, shop_id, at, with_draft)
    _read, before = _decided(tried, cart, shop_id, at, offers.current())
    return Tried(
        cart=cart, decision=decision, before=before,
        why_not=_why_not(draft.code, with_draft, cart, read, decision, at),
        asks=compile_campaign(draft).facts, known=read.facts.known,
    )  # fmt: skip


def _decided(
    tried: TriedCart, cart: Cart, shop_id: int, at: datetime, campaigns: offers.Offers
) -> tuple[Read, Decision]:
    with offers.standing_in(campaigns):
        read = read_facts(shop_id=shop_id, cart=cart, at=at)
        if tried.facts is not None:
            read = Read(programme=read.programme, facts=_described(read.facts, known_of(tried)))
        programme, ruleset = read.programme, read.programme.ruleset
        return read, decide(cart=cart, facts=read.facts, programme=programme, ruleset=ruleset, at=at).decision


def _sentences(decision: Decision) -> list[Any]:
    return [*decision.applied, *decision.gifts, *decision.messages, *decision.spent, *decision.not_applied]


def _described(facts: Facts, said: dict[str, Value]) -> Facts:
    """Somebody who is not there, may earn and spend, and of whom only what is said is known."""
    points, tier = said.get(balance(BONUS).key, 0), said.get(TIER.key, "")
    return msgspec.structs.replace(
        facts, can_burn=True, can_earn=True, known={**facts.known, **said},
        available=points if isinstance(points, int) else 0, tier=tier if isinstance(tier, str) else "",
    )  # fmt: skip


def _why_not(
    code: str, campaigns: offers.Offers, cart: Cart, read: Read, decision: Decision, at: datetime
) -> NotApplied | None:
    """A quote names the nearest ten that did not apply; the draft is told in any case."""
    if any(one.campaign == code for one in _sentences(decision)):
        return None
    alone = campaigns.redecide(
        cart=cart, facts=read.facts, programme=read.programme, at=at, ruleset=read.programme.ruleset, applied=(code,)
    )
    return next((one for one in alone.not_applied if one.campaign == code), None)
