"""What became of the codes of a cart, in both languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.conditions.codes import CodePresented, CouponPresented
from campaigns.coupons.normal import normal_code
from campaigns.coupons.truth import NOT_VALID, Presented, Truth, key_of, presented_of
from campaigns.engine.compiled import Compiled
from campaigns.engine.explain import explain
from campaigns.engine.ruleset import Ruleset
from campaigns.engine.run import Missed
from loyalty.purchase.decision import CouponDecision
from loyalty.purchase.scene import Scene
from loyalty.refusals import Words
from loyalty.words import in_both

_UNKNOWN = Presented(truth=Truth.UNKNOWN)
# Status, reason and words of what is no campaign's doing. All that a guesser must not tell apart is said alike.
_SAID: Mapping[Truth, tuple[str, str, Words]] = {
    Truth.USED: (CouponDecision.NOT_APPLIED, "used", _("this code was used before")),
    Truth.IN_USE: (CouponDecision.NOT_APPLIED, "in_use", _("another purchase holds this code back right now")),
    Truth.USED_UP: (CouponDecision.NOT_APPLIED, "used_up", _("this code was used as often as it allows")),
    Truth.MEMBER_NEEDED: (
        CouponDecision.NOT_APPLIED, "member_needed", _("this code works for members of the programme only")
    ),
    Truth.LIMIT: (CouponDecision.NOT_APPLIED, "limit", _("you have used this code as often as it allows")),
    Truth.SHOP: (CouponDecision.NOT_APPLIED, "shop", _("this code does not work in this shop")),
    Truth.BLOCKED: (
        CouponDecision.NOT_CHECKED, "too_many_wrong_codes", _("too many wrong codes, try again in ten minutes")
    ),
}  # fmt: skip
_NOT_VALID: Words = _("this code is not valid: it may be mistyped, or its time may be over")
_NO_OFFER: Words = _("the offer of this code is not running now")
_REPEATED: Words = _("this code is in the purchase already")
_OTHER_CODE: Words = _("another code of the purchase opens the same offer")


def presented(*, scene: Scene, won: Mapping[str, Compiled], missed: Sequence[Missed]) -> tuple[CouponDecision, ...]:
    """One for each code, as they were presented. A campaign that applied uses one code for each condition about codes
    in its rule, the first that was presented; of the others it is told why they were not needed."""
    return tuple(_Codes(scene, won, missed).all())


def said_of_code(*, code: str, presented: Presented, ruleset: Ruleset, at: datetime) -> CouponDecision:
    """The same without a cart: “applied” by the campaigns that run at `at` and that the code opens, whatever else they
    ask."""
    normal = normal_code(code)
    opened = [
        campaign
        for campaign in ruleset.campaigns
        if campaign.runs(at) and any(_opens(leaf, normal, presented) for leaf in _leaves(campaign))
    ]
    return _applied(code, presented, opened) if opened else said_of_itself(code=code, presented=presented)


def _applied(code: str, known: Presented, campaigns: Sequence[Compiled]) -> CouponDecision:
    titles = [campaign.definition.title for campaign in campaigns]
    return CouponDecision(
        code=code, status=CouponDecision.APPLIED, campaigns=tuple(one.code for one in campaigns),
        text_ru=", ".join(title.ru for title in titles), text_en=", ".join(title.en for title in titles),
        truth=known.truth.value,
    )  # fmt: skip


def said_of_itself(*, code: str, presented: Presented) -> CouponDecision:
    """What a code is where no campaign that runs knows it."""
    if presented.truth in _SAID:
        return _said(code, presented, *_SAID[presented.truth])
    if presented.truth in NOT_VALID:
        return _said(code, presented, CouponDecision.NOT_VALID, "not_valid", _NOT_VALID)
    return _said(code, presented, CouponDecision.NOT_APPLIED, "no_offer", _NO_OFFER)


@dataclass
class _Codes:
    scene: Scene
    won: Mapping[str, Compiled]
    missed: Sequence[Missed]
    opened: dict[str, list[str]] = field(default_factory=dict)  # normal form → campaigns that use it

    def all(self) -> Iterator[CouponDecision]:
        given = [normal_code(code) for code in self.scene.cart.coupons]
        known = {code: presented_of(self.scene.known.get(key_of(code))) or _UNKNOWN for code in given}
        for campaign in self.won.values():
            for leaf in _leaves(campaign):
                used = next((code for code in known if _opens(leaf, code, known[code])), None)
                if used is not None and campaign.code not in self.opened.setdefault(used, []):
                    self.opened[used].append(campaign.code)
        for position, (code, normal) in enumerate(zip(self.scene.cart.coupons, given, strict=True)):
            if normal and normal in given[:position]:
                yield _said(code, known[normal], CouponDecision.NOT_APPLIED, "repeated", _REPEATED)
            else:
                yield self._one(code, normal, known[normal])

    def _one(self, code: str, normal: str, known: Presented) -> CouponDecision:
        if campaigns := self.opened.get(normal):
            return _applied(code, known, [self.won[campaign] for campaign in campaigns])
        if any(_opens(leaf, normal, known) for campaign in self.won.values() for leaf in _leaves(campaign)):
            return _said(code, known, CouponDecision.NOT_APPLIED, "other_code", _OTHER_CODE)
        near = [one for one in self.missed if any(_opens(leaf, normal, known) for leaf in _leaves(one.campaign))]
        if not near:
            return said_of_itself(code=code, presented=known)
        why = explain(missed=near, scene=self.scene)[0]
        return CouponDecision(
            code=code, status=CouponDecision.NOT_APPLIED, reason=why.code, missing=dict(why.missing),
            text_ru=why.text.ru, text_en=why.text.en, truth=known.truth.value,
        )  # fmt: skip


def _leaves(campaign: Compiled) -> Iterator[CodePresented | CouponPresented]:
    when = campaign.definition.when
    for leaf in when.leaves() if when else ():
        if isinstance(leaf, CodePresented | CouponPresented):
            yield leaf


def _opens(leaf: CodePresented | CouponPresented, normal: str, known: Presented) -> bool:
    if isinstance(leaf, CouponPresented):
        return known.truth is Truth.OK and known.batch in leaf.batches
    return normal in map(normal_code, leaf.codes)


def _said(code: str, known: Presented, status: str, reason: str, words: Words) -> CouponDecision:
    ru, en = in_both(words)
    return CouponDecision(code=code, status=status, reason=reason, text_ru=ru, text_en=en, truth=known.truth.value)
