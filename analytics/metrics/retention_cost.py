"""What the programme costs for each member who stayed."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import NOT_A_SUM, OWN_ORDERS, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class RetentionCost(Metric):
    """MISSION, "The metrics, exactly". CAC, which stands beside it, is entered and not counted: `acquisition/`."""

    code = "retention_cost"
    title = _("Cost of retention")
    formula = _(
        "Discounts and points paid on completed orders of members in the period, net of returns. Points count when they"
        " pay for goods, not when they are issued: many of those never do, and counted at both ends a point would count"
        " twice. What delivery was cheaper by is not in it, nor are gift certificates."
    )
    denominator = _("Members with an order both in the period before and in this one.")
    over_periods = NOT_A_SUM
    shows = Shows.MONEY
    subject = Subject.ORDER
    is_ratio = True
    rest = _("members who stayed, all together")
    traps = (
        _(
            "What newcomers and those who did not stay were given is in it, too: it is what the programme costs for"
            " each who stayed, not what each of them was given."
        ),
        _("It does not say that they stayed because of it: who would have come anyway, only a control group can tell."),
        _("The longer the period, the higher: compare periods of one length."),
        _("Of a period that goes on, few have come again yet and little has been given: compare whole periods."),
        OWN_ORDERS,
    )

    def rows(self, build: "Build") -> "Table":
        of = ["kind", "starts", "cut", "of"]
        sales, comers = build.shared("sale_sums"), build.shared("comer_sums")
        given = sales.filter(sales.of_member, sales.given > 0)
        stayed = comers.filter(comers.here > 0).group_by(of).agg(members=comers.here.sum())
        return build.shaped(given, subject=given.subject, numerator=given.given, denominator=0).union(
            build.shaped(stayed, subject=build.nobody, numerator=0, denominator=stayed.members)
        )
