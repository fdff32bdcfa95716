"""What a campaign's earning comes to over the goods sold: used to value an offer, to make the price, and in returns."""

from collections.abc import Sequence

from loyalty.money import BASIS_POINTS, BONUS, divide, round_to_step, split
from loyalty.program.settings import Settings
from loyalty.purchase.earning import Sold, base_of, earn
from loyalty.purchase.outcomes import ExtraEarn, MultiplyEarn, Outcome, PerAmountEarn, RateEarn

EARNS = (ExtraEarn, RateEarn, PerAmountEarn, MultiplyEarn)


def unit_of(outcome: Outcome) -> str:
    """The unit an earning outcome is in; a multiplier is in the unit of the programme's own earn."""
    return outcome.unit if isinstance(outcome, ExtraEarn | RateEarn | PerAmountEarn) else BONUS


def points_of(outcome: Outcome, *, sold: Sequence[Sold], settings: Settings, step_kopecks: int) -> list[int]:
    """Points (minor steps) for each part sold, none for outcomes that earn nothing; they add up to the whole.

    Rounded once for the outcome by the programme's direction and step, and split by what counts for earning (by money,
    where nothing counts; evenly, where there is none).
    """
    over = _over(outcome, sold)
    bases = [base_of(one, settings) if index in over else 0 for index, one in enumerate(sold)]
    match outcome:
        case ExtraEarn():
            total = outcome.points
        case RateEarn():
            total = _rounded(sum(bases) * outcome.rate, BASIS_POINTS * outcome.step_kopecks, settings)
        case PerAmountEarn():
            total = sum(bases) // outcome.amount_kopecks * outcome.points
        case MultiplyEarn():
            own = earn(sold=sold, settings=settings, step_kopecks=step_kopecks).points
            of_these = sum(points for index, points in enumerate(own) if index in over)
            total = divide(of_these * max(0, outcome.rate - BASIS_POINTS), BASIS_POINTS, settings.rounding.direction)
        case _:
            return [0] * len(sold)
    if isinstance(outcome, RateEarn | PerAmountEarn | MultiplyEarn) and outcome.most is not None:
        total = min(total, outcome.most)
    return split(total, _weights(bases, sold, over)) if total and over else [0] * len(sold)


def names_lines(outcome: Outcome) -> bool:
    """Whether it looks at some lines only; else at everything sold, delivery included."""
    return bool(_named(outcome))


def _named(outcome: Outcome) -> tuple[str, ...]:
    if isinstance(outcome, ExtraEarn):
        return () if outcome.line_id is None else (outcome.line_id,)
    return outcome.line_ids if isinstance(outcome, RateEarn | PerAmountEarn | MultiplyEarn) else ()


def _over(outcome: Outcome, sold: Sequence[Sold]) -> frozenset[int]:
    named = _named(outcome)
    return frozenset(index for index, one in enumerate(sold) if not named or one.line_id in named)


def _rounded(numerator: int, denominator: int, settings: Settings) -> int:
    return round_to_step(numerator, denominator, settings.rounding.step, settings.rounding.direction)


def _weights(bases: Sequence[int], sold: Sequence[Sold], over: frozenset[int]) -> Sequence[int]:
    """An extra falls where the base earn does; where nothing counts, by money; else evenly."""
    money = [one.money_kopecks if index in over else 0 for index, one in enumerate(sold)]
    return bases if any(bases) else money if any(money) else [int(index in over) for index in range(len(sold))]
