"""The tier as a fact. Rows: the code of the member's tier, as JSON."""

from typing import Any, cast

from django.db.models import CharField, Expression, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import TIER_CHANGED
from loyalty.rules.fact import SOURCES, Moment, Source, Type, member_fact
from loyalty.tiers.models import MemberTier

TIERS = "tiers"


def _row(raw: Any) -> str | None:
    tier: str | None = raw["tier"]
    return tier


def _mine(moment: Moment) -> Expression:
    mine = MemberTier.objects.filter(member=OuterRef("pk")).exclude(tier="")
    return cast(Expression, Subquery(mine.values("tier"), output_field=CharField()))


SOURCES.add(
    TIERS,
    Source(
        code=TIERS,
        sql="""json_build_object('tier', (select t.tier from loyalty_membertier t
          where t.member_id = m.id and t.tier <> ''))""",
        parse=_row,
        moved_by=frozenset({TIER_CHANGED}),
    ),
)

TIER = member_fact(
    key="tier", label=_("Tier"), type=Type.TEXT, source=TIERS, can_be_absent=True, of="tier",
    fold=lambda row, moment: row, expression=_mine,
)  # fmt: skip
