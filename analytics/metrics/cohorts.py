"""Members by the month of their first order: who of them buys, and what they have brought."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import OWN_ORDERS, Metric, Shows, Subject, register
from loyalty.refusals import Words

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


class Cohort(Metric):
    """A row for each member of a cohort in each month from its own on."""

    subject = Subject.MEMBER
    is_ratio = True
    kinds = ("month",)
    keys = _("Month of the first order")
    denominator = _("All members of the cohort: those whose first order is in its month.")
    over_periods = _("Only by months. Months do not add up: the cohort is the same in each of them.")
    traps: ClassVar[tuple[Words, ...]] = (
        _("The first cohorts hold everybody who had bought before the first order that is known."),
        OWN_ORDERS,
    )

    @staticmethod
    def _shaped(build: "Build", found: "Table", numerator: str, denominator: str = "members") -> "Table":
        """Of sums of the standings."""
        key = found.cohort.strftime("%Y-%m")
        return build.shaped(
            found, key=key, subject=found.subject, numerator=found[numerator], denominator=found[denominator]
        )


@register
class CohortRetention(Cohort):
    code = "cohort_retention"
    title = _("Retention by cohort")
    formula = _("Members of the cohort with an order in the month.")
    shows = Shows.SHARE

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        return self._shaped(build, found, "came")


@register
class CohortRevenue(Cohort):
    code = "cohort_revenue"
    title = _("Revenue by cohort")
    formula = _("Goods paid in money by members of the cohort in the month, net of returns.")
    shows = Shows.MONEY

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        return self._shaped(build, found, "paid")


_TO_DATE = _("Only by months. It stands for all the time up to the month's end: the last month is the figure to date.")


@register
class LtvRevenue(Cohort):
    code = "ltv_revenue"
    title = _("Historic LTV by revenue")
    formula = _("Goods paid in money by members of the cohort up to the month's end, net of returns.")
    over_periods = _TO_DATE
    shows = Shows.MONEY

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        return self._shaped(build, found, "paid_so_far")


@register
class LtvMargin(Cohort):
    code = "ltv_margin"
    title = _("Historic LTV by margin")
    formula = _(
        "Goods paid in money by members of the cohort up to the month's end, net of returns, less their cost; where the"
        " cost of goods is not known, the whole revenue."
    )
    over_periods = _TO_DATE
    shows = Shows.MONEY
    traps = (
        _("What is sold at an unknown cost counts as if it had cost nothing: see revenue with known cost."),
        *Cohort.traps,
    )

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        return self._shaped(build, found.mutate(margin=found.paid_so_far - found.known_cost_so_far), "margin")


@register
class LtvKnownCost(Cohort):
    code = "ltv_known_cost"
    title = _("Revenue with known cost by cohort")
    formula = _("Of the revenue of the cohort up to the month's end, that from goods whose cost is known.")
    denominator = _("Goods paid in money by members of the cohort up to the month's end, net of returns.")
    over_periods = _TO_DATE
    shows = Shows.SHARE

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        return self._shaped(build, found, "known_paid_so_far", "paid_so_far")
