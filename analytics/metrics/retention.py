"""Whether members come back."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import NOT_A_SUM, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class RetentionStrict(Metric):
    """MISSION, "The metrics, exactly"."""

    code = "retention_strict"
    title = _("Retention, strict")
    formula = _("Members with an order both in the period before and in this one.")
    denominator = _("Members with an order in the period before.")
    over_periods = NOT_A_SUM
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True

    def rows(self, build: "Build") -> "Table":
        before, now = build.active(before=True), build.active()
        same = ["kind", "starts", "cut", "of", "member_id"]
        found = before.left_join(now.mutate(here=1), same)
        return build.shaped(found, subject=found.member_id, numerator=found.here.fill_null(0), denominator=1)
