"""What has happened so far while a ruleset is applied to a cart: who has won what, and who has not and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.engine.compiled import Compiled, Part
from campaigns.engine.definition import Budget
from campaigns.engine.offer import Offer, Refused, make_offer
from campaigns.engine.ruleset import Ruleset
from loyalty.purchase.outcomes import Outcome
from loyalty.purchase.scene import Scene


@dataclass(kw_only=True, slots=True)
class Missed:
    """A campaign that did not apply. `code`: condition, nothing, budget, limit, failed, excluded or beaten."""

    campaign: Compiled
    code: str
    unmet: Sequence[Part] = ()
    budget: Budget | None = None
    winner: Compiled | None = None


@dataclass(kw_only=True)
class Run:
    ruleset: Ruleset
    scene: Scene
    outcomes: list[Outcome] = field(default_factory=list)
    won: dict[str, Compiled] = field(default_factory=dict)
    missed: list[Missed] = field(default_factory=list)
    approximated: list[str] = field(default_factory=list)
    failed: list[tuple[Compiled, Exception]] = field(default_factory=list)

    def may(self, campaign: Compiled) -> bool:
        """Whether its rule holds now and no winner excludes it; if not, that is written down."""
        unmet = self.unmet(campaign)
        if unmet:
            self.missed.append(Missed(campaign=campaign, code="condition", unmet=unmet))
        return unmet == []

    def unmet(self, campaign: Compiled) -> list[Part] | None:
        """What its rule asks for and has not now. None, written down, where a winner excludes it or it fails."""
        conflicts = self.ruleset.conflicts.get(campaign.code)
        if conflicts is not None and not conflicts.isdisjoint(self.won):
            winner = next(won for code, won in self.won.items() if code in conflicts)
            self.missed.append(Missed(campaign=campaign, code="excluded", winner=winner))
            return None
        try:
            return lacking(campaign, self.scene)
        except Exception as error:
            self._reported(campaign, error)
            self.missed.append(Missed(campaign=campaign, code="failed"))
            return None

    def offer(self, campaign: Compiled, *, lines: frozenset[int] | None = None) -> Offer | None:
        """What it comes to now; None, written down, when it comes to nothing."""
        made = self.trial(campaign, self.scene, lines=lines)
        if isinstance(made, Refused):
            self.missed.append(refusal_of(campaign, made))
            return None
        return made

    def trial(self, campaign: Compiled, scene: Scene, *, lines: frozenset[int] | None = None) -> Offer | Refused:
        """The same on any basket, with nothing written down but a failure: one campaign must not stop a till."""
        rate = self.ruleset.points_cost_rate
        try:
            return make_offer(campaign=campaign, scene=scene, points_cost_rate=rate, lines=lines)
        except Exception as error:
            self._reported(campaign, error)
            return Refused(failed=True)

    def _reported(self, campaign: Compiled, error: Exception) -> None:
        if all(one is not campaign for one, _ in self.failed):
            self.failed.append((campaign, error))

    def accept(self, offer: Offer) -> None:
        """The offer wins: its outcomes are part of the answer and the basket is as it leaves it."""
        self.outcomes.extend(offer.outcomes)
        self.scene.basket = offer.basket
        self.won[offer.campaign.code] = offer.campaign


def lacking(campaign: Compiled, scene: Scene) -> list[Part]:
    """What its rule asks for and `scene` has not."""
    return [part for part in campaign.parts if not part.test(scene)]


def are_excluded(one: Compiled, other: Compiled) -> bool:
    """Whether either says that they do not go together."""
    return other.code in one.definition.excludes or one.code in other.definition.excludes


def refusal_of(campaign: Compiled, refused: Refused) -> Missed:
    """Why there was nothing to offer."""
    if refused.failed:
        return Missed(campaign=campaign, code="failed")
    if refused.budget is None:
        return Missed(campaign=campaign, code="nothing")
    code = "limit" if refused.budget.scope in ("member", "code") else "budget"
    return Missed(campaign=campaign, code=code, budget=refused.budget)
