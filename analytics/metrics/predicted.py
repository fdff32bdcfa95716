"""What members of a cohort will have brought some months after it began: what they have, and for the months to come
what older cohorts brought at that age."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from analytics.metrics.cohorts import Cohort
from analytics.metrics.derived import IN_MONTH, Derived, derived
from analytics.metrics.metric import Shows, register
from loyalty.refusals import Words

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

HORIZONS = (6, 12)  # months, that of the first order among them
_CUTS = ("all", "shop")
_SUMS = ("members", *IN_MONTH)
_ALL = ("all_members", "all_paid", "all_cost")


def _cohort_ages(build: "Build") -> "Table":
    from analytics.metrics.build import number_of

    months = build.derived("month_sums")
    aged = months.mutate(age=number_of(months.month) - number_of(months.cohort))
    came = build.added(aged.filter(aged.age < max(HORIZONS)), ["cut", "of", "cohort", "age"], _SUMS)
    cohorts = came.filter(came.age == 0).select("cut", "of", "cohort", "members")
    every = cohorts.cross_join(build.numbers("age", max(HORIZONS)))
    found = every.left_join(came.drop("members"), ["cut", "of", "cohort", "age"])
    found = found.select(
        "cut", "of", "cohort", born=number_of(found.cohort), age=found.age, members=found.members,
        **{name: found[name].fill_null(0) for name in IN_MONTH},
    )  # fmt: skip
    so_far = (found.paid - found.known_cost).sum()
    so_far = so_far.over(group_by=["cut", "of", "cohort"], order_by=found.age, rows=(None, 0))
    return found.mutate(margin_so_far=so_far.cast("int64"))


# What each cohort brought at each age, months without orders too; `margin_so_far` is that of all ages up to it. `born`
# is the number of the cohort's month.
derived.add(
    "cohort_ages",
    Derived(
        rows=_cohort_ages,
        columns={
            "cut": "string", "of": "string", "cohort": "date",
            **dict.fromkeys(("born", "age", *_SUMS, "margin_so_far"), "int64"),
        },
        cuts=_CUTS,
    ),
)  # fmt: skip


def _lived_ages(build: "Build") -> "Table":
    from analytics.metrics.build import number_of

    ages, periods = build.derived("cohort_ages"), build.periods
    periods = periods.select("kind", "starts", now=number_of(periods.starts))
    lived = ages.join(periods, ages.born + ages.age <= periods.now)
    found = build.added(lived, ["kind", "starts", "now", "cut", "of", "age"], _SUMS)
    return found.mutate(oldest=found.age.max().over(group_by=["kind", "starts", "cut", "of"]))


# By a month's end (its number is `now`): what all cohorts that have lived to an age brought at it, and how many members
# they have; the `oldest` have lived to that age.
derived.add(
    "lived_ages",
    Derived(
        rows=_lived_ages,
        columns={
            "kind": "string", "starts": "date", "now": "int64", "cut": "string", "of": "string",
            **dict.fromkeys(("age", *_SUMS, "oldest"), "int64"),
        },
        kinds=("month",),
        cuts=_CUTS,
    ),
)  # fmt: skip


class _Predicted(Cohort):
    """A row for each member with what they brought, and one of nobody for the months to come."""

    horizon: ClassVar[int]
    cuts = _CUTS
    shows = Shows.MONEY
    formula = _(
        "Margin that the cohort brings in so many months, that of the first order among them: what it has brought by"
        " the month's end, and for each month still to come what all cohorts that have had such a month, as many months"
        " after their first orders, brought in it per member. Margin is as in historic LTV. There is none before the"
        " first cohort has had all of these months."
    )
    rest = _("Predicted for the months to come")
    over_periods = _("Only by months, as seen from the month's end: month by month a forecast becomes what was.")
    traps: ClassVar[tuple[Words, ...]] = (
        _("A forecast and no promise: it takes for granted that members go on as older cohorts did."),
        Cohort.traps[0],
        _("What these first cohorts bring raises what is predicted for the later ones."),
        *Cohort.traps[1:],
        _("In a month that goes on, what was brought and what is predicted are both low until its end."),
        _("What is sold at an unknown cost counts as if it had cost nothing: see revenue with known cost."),
    )

    def rows(self, build: "Build") -> "Table":
        ages = self._ages(build)
        if build.is_summed:
            return self._shaped(build, ages.mutate(subject=build.nobody), "margin")
        rest = build.added(ages.filter(ages.is_ahead), ["kind", "starts", "cut", "of", "cohort"], ["margin", "members"])
        rest = rest.mutate(subject=build.nobody)
        return self._shaped(build, self._brought(build).select(*rest.columns).union(rest), "margin")

    def _ages(self, build: "Build") -> "Table":
        """Each cohort at its last age within the horizon, with what it has brought, and at each that `is_ahead`, with
        its part of what those brought who have lived to it."""
        from analytics.metrics.build import share_of

        last = self.horizon - 1
        ages, lived = build.derived("cohort_ages"), build.derived("lived_ages")
        lived = lived.filter(lived.oldest >= last, lived.age <= last)  # nothing is known of the last age before
        lived = lived.rename(all_members="members", all_paid="paid", all_cost="known_cost")
        month, is_last = ages.born + ages.age, ages.age == last
        by = ["cut", "of", "age", ages.born <= lived.now, (month >= lived.now) | is_last]
        found = ages.join(lived, by).select(*ages.columns, *lived.columns[:3], *_ALL, is_ahead=month > lived.now)
        ahead = share_of(found.all_paid, found.members, found.all_members) - share_of(
            found.all_cost, found.members, found.all_members
        )
        return found.mutate(
            margin=found.is_ahead.ifelse(ahead, found.margin_so_far),
            members=found.is_ahead.ifelse(0, found.members),
        )

    def _brought(self, build: "Build") -> "Table":
        """Members with what they brought within the horizon."""
        from analytics.metrics.build import number_of

        months, lived = build.member_months(), build.derived("lived_ages")
        months = months.mutate(margin=months.paid - months.known_cost)
        months = months.filter(number_of(months.month) - number_of(months.cohort) < self.horizon)
        there = lived.filter(lived.age == self.horizon - 1).select("kind", "starts", "cut", "of")
        found = months.join(there, ["cut", "of", months.month <= there.starts])
        found = build.added(found, ["kind", "starts", "cut", "of", "cohort", "member_id"], ["margin"])
        return found.mutate(subject=found.member_id, members=build.one)


@register
class LtvPredicted6(_Predicted):
    code = "ltv_predicted_6"
    title = _("Predicted LTV, 6 months")
    horizon = 6


@register
class LtvPredicted12(_Predicted):
    code = "ltv_predicted_12"
    title = _("Predicted LTV, 12 months")
    horizon = 12
