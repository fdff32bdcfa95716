"""Who buys, and how often."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import LEFT_CENSORED, NOT_A_SUM, OWN_ORDERS, SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class ActiveMembers(Metric):
    code = "active_members"
    title = _("Active members")
    formula = _("Members with an order in the period.")
    denominator = _("Their orders.")
    over_periods = NOT_A_SUM
    shows = Shows.COUNT
    subject = Subject.MEMBER

    def rows(self, build: "Build") -> "Table":
        buyers = build.shared("buyer_sums")
        return build.shaped(buyers, subject=buyers.subject, numerator=buyers.members, denominator=buyers.orders)


@register
class NewMembers(Metric):
    code = "new_members"
    title = _("New buyers")
    formula = _("Members whose first order is in the period, whenever they joined.")
    denominator = _("Active members.")
    over_periods = _("Everybody is new once: those of months add up to those of the quarter. Active members do not.")
    shows = Shows.COUNT
    subject = Subject.MEMBER
    traps = (LEFT_CENSORED, OWN_ORDERS)

    def rows(self, build: "Build") -> "Table":
        buyers = build.shared("buyer_sums")
        return build.shaped(buyers, subject=buyers.subject, numerator=buyers.newcomers, denominator=buyers.members)


@register
class JoinedMembers(Metric):
    code = "joined_members"
    title = _("Joined the programme")
    formula = _("Members who joined in the period.")
    denominator = _("The same members.")
    over_periods = SUMS
    shows = Shows.COUNT
    subject = Subject.MEMBER
    adds = Adds.SUM
    traps = (
        _("The shop is the one where they joined. Who came with an import joined when the file says so."),
        _("Those who have left since are in it: they did join."),
    )

    def rows(self, build: "Build") -> "Table":
        joined = build.cut_up(build.in_periods(build.fact("members"), "joined"))
        return build.shaped(joined, subject=joined.member_id, numerator=1, denominator=1)


@register
class RepeatMembers(Metric):
    code = "repeat_members"
    title = _("Repeat rate of members")
    formula = _("Members with two orders or more in the period.")
    denominator = _("Members with an order in the period.")
    over_periods = _("The longer the period, the higher: compare periods of one length.")
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    traps = (_("In a period that goes on many have not had the time for a second order yet."),)

    def rows(self, build: "Build") -> "Table":
        buyers = build.shared("buyer_sums")
        return build.shaped(buyers, subject=buyers.subject, numerator=buyers.repeated, denominator=buyers.members)


@register
class RepeatOrders(Metric):
    code = "repeat_orders"
    title = _("Repeat orders")
    formula = _("Orders of members but for the first that each of them ever made.")
    denominator = _("Orders of members.")
    over_periods = _("The share of a quarter is that of its orders, not the mean of its three months.")
    shows = Shows.SHARE
    subject = Subject.MEMBER
    is_ratio = True
    traps = (LEFT_CENSORED, OWN_ORDERS, _("Guests are not in it: nobody knows who has come before."))

    def rows(self, build: "Build") -> "Table":
        buyers = build.shared("buyer_sums")
        repeated = buyers.orders - buyers.newcomers
        return build.shaped(buyers, subject=buyers.subject, numerator=repeated, denominator=buyers.orders)


@register
class Frequency(Metric):
    code = "frequency"
    title = _("Frequency")
    formula = _("Orders of members.")
    denominator = _("Members with an order in the period.")
    over_periods = _("The longer the period, the higher: compare periods of one length.")
    shows = Shows.TIMES
    subject = Subject.MEMBER
    is_ratio = True
    traps = (_("Who did not buy at all is not in it: see the silent ones for them."),)

    def rows(self, build: "Build") -> "Table":
        buyers = build.shared("buyer_sums")
        return build.shaped(buyers, subject=buyers.subject, numerator=buyers.orders, denominator=buyers.members)


@register
class Interval(Metric):
    code = "interval"
    title = _("Days between orders")
    formula = _("Days from a member's day with an order to the next one, summed up in the period of the later.")
    denominator = _("Such pairs of days.")
    over_periods = _("A pause is counted where it ends: who has not come back yet is not in it.")
    shows = Shows.DAYS
    subject = Subject.ORDER
    is_ratio = True
    traps = (
        _("A pause cannot be longer than what is known: in the first months they all look short."),
        OWN_ORDERS,
        _("Long pauses end late: a rising figure may be old customers who came back."),
    )

    def rows(self, build: "Build") -> "Table":
        pauses = build.shared("pause_sums")
        return build.shaped(pauses, subject=pauses.subject, numerator=pauses.days, denominator=pauses.pauses)
