"""The terms of a trigger: its stored form, parsed once into a frozen value."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from campaigns.referrals.kinds import MEMBER_INVITED
from campaigns.triggers.models import TriggerVersion
from loyalty.money import BONUS
from loyalty.rules.fact import MemberFact
from loyalty.rules.params import refuse
from loyalty.rules.predicate import Test, compiled, facts_of
from loyalty.rules.rule import Rule, parse_rule
from segments.conditions.condition import MEMBER_CONDITIONS

Count = Annotated[int, msgspec.Meta(ge=1, le=10**12)]


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At most `limit` in each period of the programme's calendar."""

    limit: Count
    period: Literal["day", "week", "month", "year", "all"]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`event` is a kind of event: a member's joining, birthday or coming by an invitation, entering or leaving the
    `segment` of this code, or "shop." and what shops tell of. `when` is a rule about the member, null for everybody.
    `points` in minor steps; `coupon` names a batch that a code is issued of: one of the two, or both. `per_member`
    counts times, `budget` points."""

    event: Annotated[
        str, msgspec.Meta(pattern=r"^(member\.(joined|birthday|invited)|segment\.(entered|left)|shop\.\S{1,58})$")
    ]
    segment: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    when: dict[str, Any] | None = None
    unit: Annotated[str, msgspec.Meta(min_length=1, max_length=16)] = BONUS
    points: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    coupon: Annotated[str, msgspec.Meta(max_length=64)] = ""
    per_member: Limit | None = None
    budget: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """`test` is asked of a scene with the values of `facts` in `known`; None: everybody."""

    terms: Terms
    facts: tuple[MemberFact, ...]
    test: Test | None
    rule: Rule | None


def parse_terms(raw: Any) -> Parsed:
    """From the stored form. Raises InvalidRule, naming the place."""
    try:
        terms = msgspec.convert(raw, Terms)
    except msgspec.ValidationError as wrong:
        raise refuse("terms", str(wrong)) from None
    if not terms.points and not terms.coupon:
        raise refuse("points", _("Points or a coupon: one of them has to be given"))
    if terms.budget is not None and not terms.points:
        raise refuse("budget", _("A budget counts points; for coupons the batch has a limit"))
    if (terms.segment is not None) != terms.event.startswith("segment."):
        raise refuse("segment", _("Name the segment exactly where the event is about one"))
    if terms.when is None:
        return Parsed(terms=terms, facts=(), test=None, rule=None)
    rule = parse_rule(terms.when, conditions=MEMBER_CONDITIONS, path="when")
    predicate = rule.test()
    facts = tuple(fact for fact in facts_of(predicate) if isinstance(fact, MemberFact))
    return Parsed(terms=terms, facts=facts, test=compiled(predicate), rule=rule)


@lru_cache(maxsize=256)
def terms_of(version_id: int) -> Parsed:
    """The terms of a stored version. One query, then none."""
    return parse_terms(TriggerVersion.objects.values_list("terms", flat=True).get(pk=version_id))


EVENTS = (
    ("member.joined", _("joining the programme")),
    ("member.birthday", _("a birthday, at its start")),
    (MEMBER_INVITED, _("coming by an invitation of a friend")),
    ("segment.entered", _("entering a segment")),
    ("segment.left", _("leaving a segment")),
)
