"""Points that members were given and took, by unit. A shop has what its orders moved, and of what no order moved the
points that came from it."""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


class _Flow(Metric):
    """Entries of some kinds. What became or repaid a debt moves like other points: so all flows together are what
    members have more, less what they owe more."""

    denominator = _("Movements.")
    over_periods = SUMS
    shows = Shows.POINTS
    subject = Subject.ENTRY
    adds = Adds.SUM
    keys = _("unit")
    moved_by: ClassVar[tuple[str, ...]]
    sign: ClassVar[int] = 1

    def rows(self, build: "Build") -> "Table":
        moves = build.shared("flow_sums")
        found = moves.filter(moves.act.isin(list(self.moved_by)))
        points = (found.bucket == "debt").ifelse(-self.sign, self.sign) * found.amount
        return build.shaped(found, subject=found.subject, numerator=points, denominator=found.moves, key=found.unit)


@register
class PointsIssued(_Flow):
    code = "points_issued"
    title = _("Points issued")
    formula = _("Points earned: for purchases, by campaigns and for events, at the moment they are promised.")
    moved_by = ("earn",)


@register
class PointsBrought(_Flow):
    code = "points_brought"
    title = _("Points brought")
    formula = _("Opening balances from another system.")
    moved_by = ("opening",)


@register
class PointsSpent(_Flow):
    code = "points_spent"
    title = _("Points spent")
    formula = _("Points that paid for goods. What a return gave back is shown apart.")
    moved_by = ("burn", "capture")
    sign = -1


@register
class PointsExpired(_Flow):
    code = "points_expired"
    title = _("Points expired")
    formula = _("Points whose time was over before they were spent.")
    moved_by = ("expire",)
    sign = -1


@register
class PointsClawedBack(_Flow):
    code = "points_clawed_back"
    title = _("Points taken back")
    formula = _("Earned points that returns took back, also where that made a debt.")
    moved_by = ("claw_back",)
    sign = -1


@register
class PointsGivenBack(_Flow):
    code = "points_given_back"
    title = _("Points given back")
    formula = _("Spent points that came back with returned goods, also where that ended a debt.")
    moved_by = ("give_back",)


@register
class PointsAdjusted(_Flow):
    code = "points_adjusted"
    title = _("Points adjusted")
    formula = _("Corrections by employees and shops, and transfers: added less taken.")
    moved_by = ("adjust", "transfer")
