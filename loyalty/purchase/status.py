"""Status that a purchase gives by itself, under the ladder of the settings it is sold under."""

from collections.abc import Sequence

from loyalty.money import STATUS
from loyalty.program.settings import Settings
from loyalty.purchase.decision import Step
from loyalty.purchase.earning import Sold

_ONE = 100  # minor steps of a point of STATUS, which has two digits so that a kopeck spent is one step


def status_points(*, sold: Sequence[Sold], settings: Settings) -> int:
    """Minor steps of STATUS: the kopecks paid in money for goods (a certificate counts where it pays, and where it is
    bought only if buying one earns), or one point while any of them are kept; without a
    ladder, or where only campaigns give status, none. `sold` lists what is kept; delivery is no goods."""
    ladder = settings.ladder
    if ladder is None or ladder.measure == "points":
        return 0
    goods = [one for one in sold if one.line_id is not None]
    if ladder.measure == "orders":
        return _ONE if goods else 0
    return sum(one.money_kopecks for one in goods if settings.earn_on_certificates or not one.is_certificate)


def status_step(points: int) -> Step:
    """The trace of it."""
    return Step(code="status", numbers={"unit": STATUS, "result_points": points})
