"""What a ruleset offers a cart. Pure: no database, no clock; the order of codes and campaigns changes nothing."""

from dataclasses import dataclass
from itertools import groupby

from campaigns.engine.choose import choose
from campaigns.engine.choose_by_line import choose_by_line
from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Mode
from campaigns.engine.explain import explain
from campaigns.engine.presented import presented
from campaigns.engine.ruleset import Ruleset
from campaigns.engine.run import Run
from loyalty.purchase.decision import CouponDecision
from loyalty.purchase.offers import NotApplied
from loyalty.purchase.outcomes import Outcome
from loyalty.purchase.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """`outcomes` in the order to be applied; `approximated`: lanes whose best was too large to search to the end;
    `failed`: campaigns that could not be computed, which were left out; `coupons`: what became of each code."""

    outcomes: tuple[Outcome, ...]
    not_applied: tuple[NotApplied, ...]
    approximated: tuple[str, ...]
    failed: tuple[tuple[Compiled, Exception], ...] = ()
    coupons: tuple[CouponDecision, ...] = ()


def evaluate(*, ruleset: Ruleset, scene: Scene, only: frozenset[str] | None = None) -> Evaluated:
    """Ask the campaigns that can apply, lane by lane; with `only`, no others than these codes. Leaves `scene.basket` as
    the offers leave it."""
    run = Run(ruleset=ruleset, scene=scene)
    lanes = {lane.code: lane for lane in ruleset.lanes}
    asked = (ruleset.campaigns[position] for position in ruleset.index.candidates(scene))
    running = (one for one in asked if one.runs(scene.at) and (only is None or one.code in only))
    for code, campaigns in groupby(running, key=lambda campaign: campaign.definition.lane):
        lane = lanes[code]
        by_line = lane.by_line and lane.mode is not Mode.STACK
        (choose_by_line if by_line else choose)(run, lane, list(campaigns))
    return Evaluated(
        outcomes=tuple(run.outcomes),
        not_applied=explain(missed=run.missed, scene=scene),
        approximated=tuple(run.approximated),
        failed=tuple(run.failed),
        coupons=presented(scene=scene, won=run.won, missed=run.missed) if scene.cart.coupons else (),
    )
