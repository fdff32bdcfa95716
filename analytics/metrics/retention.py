"""Whether members come back."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

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
        found = _back(build)
        return build.shaped(found, subject=found.member_id, numerator=found.here, denominator=1)


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
        buyers = build.buyers()
        here = buyers.filter(~buyers.is_new).select("kind", "starts", "cut", "of", "member_id")
        parts = here.mutate(now=1, then=0).union(build.active(before=True).mutate(now=0, then=1))
        found = parts.group_by(["kind", "starts", "cut", "of", "member_id"]).agg(
            now=parts.now.sum(), then=parts.then.sum()
        )
        return build.shaped(found, subject=found.member_id, numerator=found.now, denominator=found.then)


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
        found = _back(build)
        return build.shaped(found, subject=found.member_id, numerator=1 - found.here, denominator=1)


def _back(build: "Build") -> "Table":
    """Who bought in the period before; `here` is 1 for those who did in this one too."""
    same = ["kind", "starts", "cut", "of", "member_id"]
    found = build.active(before=True).left_join(build.active().mutate(now=1), same)
    return found.select(*same, here=found.now.fill_null(0))


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
        from analytics.metrics.build import days_after

        found = build.standings()
        is_silent = found.last_day < days_after(found.ends, -self.days)
        return build.shaped(found, subject=found.member_id, numerator=is_silent, denominator=1)


@register
class Silent30(_Silent):
    code = "silent_30"
    title = _("Silent for 30 days")
    formula = _("Members who had bought before, with no order in the 30 days before the period's end.")
    days = 30


@register
class Silent60(_Silent):
    code = "silent_60"
    title = _("Silent for 60 days")
    formula = _("Members who had bought before, with no order in the 60 days before the period's end.")
    days = 60


@register
class Silent90(_Silent):
    code = "silent_90"
    title = _("Silent for 90 days")
    formula = _("Members who had bought before, with no order in the 90 days before the period's end.")
    days = 90
