"""How large an effect is: fixed, by steps of an amount, or taken from what is known of the member."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import Terms
from loyalty import words
from loyalty.money import BASIS_POINTS, Direction, divide, share_so_far
from loyalty.purchase.basket import Basket
from loyalty.purchase.goods import Goods
from loyalty.purchase.scene import Scene
from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.invalid import at
from loyalty.rules.params import Param, refuse

ROUNDINGS: tuple[tuple[str, Words], ...] = (
    ("half_up", _("half a kopeck goes up")),
    ("down", _("down to the kopeck")),
    ("up", _("up to the kopeck")),
    ("rouble", _("down to the rouble")),
)


@dataclass(frozen=True)
class Step:
    """From this amount (kopecks) on, so much."""

    from_kopecks: int
    value: int


def steps(label: Words, *, of: str) -> Any:
    """Thresholds that rise, each with its size: `of` is "percent" (basis points) or "amount" (kopecks)."""
    one = {"percent": params.percent, "amount": params.amount}[of](label).metadata["param"]
    amount = params.amount(label).metadata["param"]

    def parse(raw: Any, path: str) -> tuple[Step, ...]:
        if not isinstance(raw, list) or not 1 <= len(raw) <= 20:
            raise refuse(path, _("From 1 to 20 steps are expected here"))
        found = []
        for index, step in enumerate(raw):
            here = at(path, index)
            if not isinstance(step, dict) or set(step) != {"from", "value"}:
                raise refuse(here, _("A step has “from” and “value”"))
            from_kopecks = amount.parse(step["from"], at(here, "from"))
            found.append(Step(from_kopecks, one.parse(step["value"], at(here, "value"))))
        if [step.from_kopecks for step in found] != sorted({step.from_kopecks for step in found}):
            raise refuse(path, _("The thresholds of steps must rise"))
        return tuple(found)

    def written(value: Sequence[Step]) -> str:
        said = (
            gettext("from {amount} — {size}").format(amount=words.roubles(s.from_kopecks), size=one.words(s.value))
            for s in value
        )
        return ", ".join(said)

    schema = {
        "type": "array", "minItems": 1, "maxItems": 20,
        "items": {"type": "object", "properties": {"from": amount.schema, "value": one.schema},
                  "required": ["from", "value"], "additionalProperties": False},
    }  # fmt: skip
    dump = lambda value: [{"from": step.from_kopecks, "value": step.value} for step in value]  # noqa: E731
    return params.declare(
        Param(label=label, widget="steps", parse=parse, dump=dump, words=written, schema=schema, of=of)
    )


def step_reached(steps: Sequence[Step], amount_kopecks: int) -> int:
    """The size of the highest step reached; 0 below the first."""
    reached = [step.value for step in steps if step.from_kopecks <= amount_kopecks]
    return reached[-1] if reached else 0


def rounded(amount_kopecks: int, basis_points: int, rounding: str) -> int:
    """A percent of an amount in kopecks."""
    if rounding == "rouble":
        return amount_kopecks * basis_points // (BASIS_POINTS * 100) * 100
    return divide(amount_kopecks * basis_points, BASIS_POINTS, Direction(rounding))


def seen(scene: Scene, index: int, terms: Terms) -> int:
    """Thousandths of a line that the offer looks at: all of them, or those that no offer has used up."""
    return scene.basket.free[index] if terms.only_free else scene.basket.lines[index].quantity_milli


def left_of(scene: Scene, index: int, terms: Terms) -> int:
    """What is left to pay on what the offer looks at of a line, kopecks."""
    return share_so_far(scene.basket.left[index], seen(scene, index, terms), scene.basket.lines[index].quantity_milli)


def now(scene: Scene, index: int, terms: Terms) -> int:
    """What a line's size is computed from: the shelf price of what the offer looks at, or what is left to pay on it."""
    if not terms.on_shelf:
        return left_of(scene, index, terms)
    line = scene.basket.lines[index]
    return share_so_far(line.base_kopecks, seen(scene, index, terms), line.quantity_milli)


def lines_seen(scene: Scene, goods: Goods, terms: Terms) -> tuple[int, ...]:
    """Lines of the goods that the effect may act on and of which there is something to look at."""
    touchable = scene.touchable(goods)
    return tuple(index for index in touchable if scene.basket.free[index]) if terms.only_free else touchable


def sum_of(scene: Scene, goods: Goods, terms: Terms) -> int:
    """`now` over goods the effect may act on."""
    return sum(now(scene, index, terms) for index in scene.touchable(goods))


@dataclass
class Ration:
    """What is left of a maximum for the order; none when `most` is None. It is of what the lines really lose: what a
    floor or a cap of the programme holds back on one line is left for the next."""

    most: int | None
    basket: Basket
    given: int = field(default=0)

    def of(self, index: int, wanted: int) -> int:
        """What to ask for of `wanted` off a line; each line once."""
        if self.most is None:
            return wanted
        basket, left = self.basket, self.most - self.given
        room = min(basket.left[index] - basket.floors[index], basket.caps[index], basket.cap - self.given)
        gets = min(wanted, max(0, room), left)
        self.given += gets
        return wanted if gets < left else min(wanted, left)  # short of the maximum, the basket says what held it back
