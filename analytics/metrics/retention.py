"""Whether members come back."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.metrics.metric import LEFT_CENSORED, NOT_A_SUM, OWN_ORDERS, UNFINISHED, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

_BEFORE = _("Members with an order in the period before.")
_GOES_ON = _("Of a period that goes on, it is low at first: not everybody has had the time to come.")


@register
class RetentionStrict(Metric):
    """MISSION, "The metrics, exactly"."""

    code = "retention_strict"
    title = _("Retention, strict")
    formula = _("Members with an order both in the period before and in this one.")
    denominator = _BEFORE
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    traps = (_GOES_ON, OWN_ORDERS)

    def rows(self, build: "Build") -> "Table":
        found = build.shared("comer_sums")
        return build.shaped(found, subject=found.subject, numerator=found.here, denominator=found.before)


@register
class RetentionClassic(Metric):
    code = "retention_classic"
    title = _("Retention, classic")
    formula = _("Members with an order in this period, but for those whose first order is in it: (E − N) / S.")
    denominator = _BEFORE
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    traps = (
        _(
            "It can exceed 100 %: who comes back after a pause is in the numerator and was not in the period before."
            " Strict retention counts only those who were."
        ),
        _GOES_ON,
        LEFT_CENSORED,
        OWN_ORDERS,
    )

    def rows(self, build: "Build") -> "Table":
        buyers, comers, who = (
            build.shared("buyer_sums"),
            build.shared("comer_sums"),
            ["kind", "starts", "cut", "of", "subject"],
        )
        here = buyers.mutate(now=buyers.members - buyers.newcomers, then=build.none)
        parts = (
            here.filter(here.now > 0)
            .select(*who, "now", "then")
            .union(comers.select(*who, now=build.none, then=comers.before))
        )
        found = parts.group_by(who).agg(now=parts.now.sum(), then=parts.then.sum())
        return build.shaped(found, subject=found.subject, numerator=found.now, denominator=found.then)


@register
class Churn(Metric):
    code = "churn"
    title = _("Churn")
    formula = _("Members with an order in the period before and none in this one: 1 − strict retention.")
    denominator = _BEFORE
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    traps = (_("Of a period that goes on, it is high at first: not everybody has had the time to come."), OWN_ORDERS)

    def rows(self, build: "Build") -> "Table":
        found = build.shared("comer_sums")
        gone = found.before - found.here
        return build.shaped(found, subject=found.subject, numerator=gone, denominator=found.before)


class _Silent(Metric):
    days: int
    denominator = _("Members with an order before the period's end.")
    over_periods = _("It tells how things stand at the period's end.")
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    kinds = ("month", "quarter", "year")
    traps = (UNFINISHED, LEFT_CENSORED, OWN_ORDERS)

    def rows(self, build: "Build") -> "Table":
        found = build.shared("standing_sums")
        silent = found[f"silent_{self.days}"]
        return build.shaped(found, subject=found.subject, numerator=silent, denominator=found.members)


@register
class Silent30(_Silent):
    code = "silent_30"
    title = _("Silent for 30 days")
    formula = _("Members who had bought before, with no order in the 30 days before the period's end.")
    days = 30


@register
class Silent60(_Silent):
    code = "silent_60"
    title = pgettext_lazy("members", "Silent for 60 days")
    formula = _("Members who had bought before, with no order in the 60 days before the period's end.")
    days = 60


@register
class Silent90(_Silent):
    code = "silent_90"
    title = _("Silent for 90 days")
    formula = _("Members who had bought before, with no order in the 90 days before the period's end.")
    days = 90
