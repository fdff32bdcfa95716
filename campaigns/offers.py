"""Campaigns behind the purchase's port: all that the programme ever calls of this app."""

import logging
from collections.abc import Sequence
from datetime import datetime

from campaigns.campaign.budgets_left import asked_of, budgets_left, column_of
from campaigns.campaign.claim import claim
from campaigns.campaign.release import release
from campaigns.campaign.rulesets import ruleset_of
from campaigns.campaign.uses import uses_of
from campaigns.campaign.version_ids import version_ids
from campaigns.coupons.claim_codes import claim_codes
from campaigns.coupons.issue_for_order import issue_for_order
from campaigns.coupons.issued_for_order import issued_for_order
from campaigns.coupons.release_codes import release_codes
from campaigns.coupons.restore_uses import restore_uses
from campaigns.coupons.revoke_issued import revoke_issued
from campaigns.coupons.standing import column_of as codes_column
from campaigns.coupons.standing import known_of
from campaigns.coupons.take_uses import Hold
from campaigns.engine.evaluate import evaluate
from campaigns.engine.offer import budget_key
from campaigns.engine.ruleset import Ruleset
from loyalty.program.current import program
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import CouponDecision, CouponToCome, Decision
from loyalty.purchase.facts import Facts, LineGoods, ShopFacts
from loyalty.purchase.goods import BOUGHT_SKUS, USUAL_SKUS
from loyalty.purchase.guesses import guesser_of
from loyalty.purchase.offers import IssuedCoupon, Known, Offered, Reserved, Returned
from loyalty.purchase.scene import scene_of
from loyalty.rules.fact import Moment
from segments.read_known import read_with

logger = logging.getLogger(__name__)


class CampaignOffers:
    """Named by `LOYALTY_OFFERS`."""

    def ruleset(self, number: int) -> Ruleset:
        """What a number stands for; a trial of a draft puts something else here."""
        return ruleset_of(number)

    def read(
        self, *, cart: Cart, goods: Sequence[LineGoods], shop: ShopFacts, programme: Programme, at: datetime
    ) -> Known:
        """Member facts, what is left of budgets for what can apply to the cart now, and what its codes are. One query,
        none when nothing needs any; two more for a ruleset that this process has not seen."""
        campaigns = self.ruleset(programme.ruleset).to_be_read_for(cart, goods, shop)
        budgets = [(budget_key(one.code, budget), one.code, budget) for one in campaigns for budget in one.budgets]
        asked, known_without = asked_of(
            budgets=budgets, shop=shop.code, member_id=cart.member_id, at=at, zone=programme.zone
        )
        guesses, guesser = guesser_of(cart=cart, shop=shop.code)
        of_codes = codes_column(
            coupons=cart.coupons, shop=shop.code, member_id=cart.member_id, guesses=guesses, guesser=guesser, at=at,
            zone=programme.zone,
        )  # fmt: skip
        facts, texts = read_with(
            member_id=cart.member_id, facts=[fact for one in campaigns for fact in one.facts],
            moment=Moment(at=at, zone=programme.zone), columns=[column_of(asked), of_codes],
        )  # fmt: skip
        left = budgets_left(asked=asked, text=texts[0], order_number=facts.get("order_number"))
        codes = known_of(coupons=cart.coupons, text=texts[1])
        return {**_of_cart(facts, cart), **known_without, **left, **codes}

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        return self._evaluate(cart, facts, programme, at, ruleset, None)

    def redecide(
        self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, applied: tuple[str, ...]
    ) -> Offered:
        return self._evaluate(cart, facts, programme, at, ruleset, frozenset(applied))

    def claim(
        self, *, order_id: int, member_id: int | None, facts: Facts, decision: Decision, programme: Programme,
        at: datetime, reserved: Reserved | None = None, must: bool = False, only_coupons: bool = False,
    ) -> tuple[str, ...]:  # fmt: skip
        over = claim_codes(
            order_id=order_id, member_id=member_id, known=facts.known, decision=decision,
            hold=None if reserved is None else Hold(until=reserved.until), must=must, at=at, zone=programme.zone,
        )  # fmt: skip
        if only_coupons:
            return over
        uses = uses_of(
            ruleset=self.ruleset(decision.ruleset), decision=decision, shop=facts.shop.code, member_id=member_id,
            known=facts.known, step_kopecks=facts.step_kopecks, zone=programme.zone,
        )  # fmt: skip
        return tuple(sorted({*over, *claim(uses=uses, order_id=order_id, at=at, must=must)}))

    def release(self, *, order_id: int, decision: Decision, at: datetime, returned: Returned | None = None) -> None:
        if any(code.status == CouponDecision.APPLIED for code in decision.coupons):
            if returned is None:
                release_codes(order_id=order_id, at=at, zone=program().zone)
            else:
                restore_uses(order_id=order_id, gone=returned.gone, at=at)
        release(order_id=order_id, at=at, returned=None if returned is None else (returned.part, returned.of))

    def version_ids(self, *, decision: Decision) -> dict[tuple[str, int], int]:
        gave = {(one.campaign, one.version) for one in decision.applied if one.points}
        return version_ids(gave, running=self.ruleset(decision.ruleset)) if gave else {}

    def issue(
        self, *, order_id: int, member_id: int | None, decision: Decision, programme: Programme, at: datetime
    ) -> tuple[IssuedCoupon, ...]:
        issue_for_order(
            order_id=order_id, member_id=member_id, coming=decision.coupons_to_come, zone=programme.zone, at=at
        )
        return issued_for_order(order_id=order_id, zone=programme.zone)

    def issued(self, *, order_id: int) -> tuple[IssuedCoupon, ...]:
        return issued_for_order(order_id=order_id, zone=program().zone)

    def revoke(self, *, order_id: int, lost: Sequence[CouponToCome], at: datetime) -> None:
        revoke_issued(order_id=order_id, lost=lost, at=at)

    def _evaluate(
        self, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, only: frozenset[str] | None
    ) -> Offered:
        rules = self.ruleset(ruleset)
        if not rules.campaigns and not cart.coupons:
            return Offered()
        scene = scene_of(cart=cart, facts=facts, programme=programme, at=at)
        found = evaluate(ruleset=rules, scene=scene, only=only)
        for campaign, error in found.failed:
            logger.error(
                "a campaign failed and was left out", exc_info=error,
                extra={"campaign": campaign.code, "version": campaign.definition.version},
            )  # fmt: skip
        return Offered(
            outcomes=found.outcomes, not_applied=found.not_applied, approximated=found.approximated,
            coupons=found.coupons,
        )  # fmt: skip


def _of_cart(facts: Known, cart: Cart) -> Known:
    """Products a member ever bought are many; the quote's token and the order keep those of the cart."""
    skus = {line.sku for line in cart.lines}
    kept = dict(facts)
    for key in (BOUGHT_SKUS, USUAL_SKUS):
        value = kept.get(key)
        if isinstance(value, tuple):
            kept[key] = tuple(str(sku) for sku in value if sku in skus)
    return kept
