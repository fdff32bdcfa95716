"""How much of what members earn is spent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import Adds, Metric, Shows, Subject, register
from loyalty.money import BASIS_POINTS
from loyalty.refusals import Words

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

LOW_RATE, HIGH_RATE = 2_000, 8_000  # of BASIS_POINTS


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a burn rate outside the corridor means."""

    code: str  # "low" or "high"
    words: Words


LOW = Verdict(code="low", words=_("Below 20 %: members do not see the points as value."))
HIGH = Verdict(code="high", words=_("Above 80 %: the points strain the finances."))


def verdict(*, spent: int, earned: int) -> Verdict | None:
    """Of a burn rate; None inside the corridor from 20 to 80 %, and where nothing was earned."""
    if earned <= 0:
        return None
    if spent * BASIS_POINTS < earned * LOW_RATE:
        return LOW
    return HIGH if spent * BASIS_POINTS > earned * HIGH_RATE else None


@register
class BurnRate(Metric):
    """MISSION's redemption rate; both sums are those of `points_spent` and `points_issued`."""

    code = "burn_rate"
    title = _("Burn rate")
    formula = _(
        "Points spent over points earned in the same period. Sound is 20 to 80 %: below, members do not see the "
        "points as value; above, they strain the finances."
    )
    denominator = _("Points earned in the period, whenever they are spent.")
    over_periods = _("Both sums add up over periods; the share is that of the sums.")
    shows = Shows.SHARE
    subject = Subject.ENTRY
    is_ratio = True
    adds = Adds.SUM
    keys = _("unit")

    def rows(self, build: "Build") -> "Table":
        moves = build.shared("flow_sums")
        found = moves.filter(moves.is_priced & moves.act.isin(["earn", "burn", "capture"]))
        earned = found.act == "earn"
        spent = (found.bucket == "debt").ifelse(found.amount, -found.amount)
        return build.shaped(
            found, subject=found.subject, numerator=earned.ifelse(0, spent),
            denominator=earned.ifelse(found.amount, 0), key=found.unit,
        )  # fmt: skip


@register
class BurnByCohort(Metric):
    code = "burn_by_cohort"
    title = _("Burn rate by month of earning")
    formula = _(
        "Of the points given in a month, brought and added ones included: those spent by the end of the period, "
        "less what returns gave back. Points that repaid a debt count as spent."
    )
    denominator = _("Points given in that month, less those taken back.")
    over_periods = _("A figure is the change in its period; the sum of all so far is what has become of the month.")
    shows = Shows.SHARE
    subject = Subject.ENTRY
    is_ratio = True
    adds = Adds.RUNNING
    keys = _("unit and month in which the points were earned")
    cuts = ("all", "shop")

    def rows(self, build: "Build") -> "Table":
        moves = build.shared("balance_sums")
        given, spent = ["earn", "opening", "adjust", "transfer", "claw_back"], ["burn", "capture", "repay", "give_back"]
        found = moves.filter((moves.step_kopecks > 0) & (moves.bucket != "debt") & moves.act.isin([*given, *spent]))
        is_given = found.act.isin(given)
        return build.shaped(
            found, subject=found.subject, numerator=is_given.ifelse(0, -found.amount),
            denominator=is_given.ifelse(found.amount, 0), key=found.unit + " " + found.cohort.strftime("%Y-%m"),
        )  # fmt: skip
