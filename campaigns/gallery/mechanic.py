"""A ready mechanic: a card that explains itself, three or four questions, and the campaigns that the answers make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from campaigns.effects.effect import EFFECTS, Cost
from loyalty.refusals import Words
from loyalty.registries import Registry

Answers = Mapping[str, Any]
Kind = Literal[
    "roubles", "percent", "points", "number", "goods", "product", "weekday", "time", "steps", "word",
    "code", "off", "benefit",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Question:
    """`kind` says how it is asked and in which units it is answered: "roubles" kopecks, "percent" basis points, "goods"
    a Goods in its stored form, "product" a SKU, "weekday" "1" to "7", "time" HH:MM, "steps" (kopecks, basis points),
    "code" a word that is no coupon's code yet, "off" ("percent", basis points) or ("roubles", kopecks), "benefit" the
    same or ("points", points)."""

    name: str
    kind: Kind
    label: Words
    default: Any = None
    help: Words = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Made:
    """What answers come to. `campaigns` are definitions without code and title, each with what is added to the title;
    the first is the one that costs. `event` are the terms of points for an event, `invitations` those of inviting
    friends. Where there is a `code_word`, the campaigns are opened by that code, so many times in all."""

    campaigns: tuple[tuple[Words, dict[str, Any]], ...] = ()
    event: dict[str, Any] | None = None
    invitations: dict[str, Any] | None = None
    code_word: str = ""
    uses: int | None = None

    @property
    def gives_goods(self) -> bool:
        """It gives goods away, which are bounded by their number: what they cost is not known."""
        effects = (EFFECTS.parse(one, "") for _words, raw in self.campaigns for one in raw["effects"])
        return any(Cost.GOODS in effect.costs for effect in effects)

    @property
    def is_endless(self) -> bool:
        """It has no last day: it works until somebody switches it off."""
        return self.event is not None or self.invitations is not None


@dataclass(frozen=True, kw_only=True)
class Mechanic:
    """`card` is one sentence for whom it is and what it does, `receipt` what a customer would see, line by line (left,
    right). `example` are answers that work; the catalogue need not have its goods."""

    code: str
    icon: str
    title: Words
    card: Words
    receipt: tuple[tuple[Words, Words], ...]
    questions: tuple[Question, ...]
    make: Callable[[Answers], Made]
    example: Answers
    is_discount: bool = False


MECHANICS: Registry[Mechanic] = Registry("mechanics of the gallery")


def add(mechanic: Mechanic) -> None:
    """Puts a mechanic into the gallery; it shows those that are no discounts first, else in the order added."""
    MECHANICS.add(mechanic.code, mechanic)


def campaign(*effects: dict[str, Any], lane: str, when: list[dict[str, Any]] | None = None, **parts: Any) -> Made:
    """The usual case: one campaign, whose conditions all have to hold."""
    return Made(campaigns=(("", definition(*effects, lane=lane, when=when, **parts)),))


def definition(
    *effects: dict[str, Any], lane: str, when: list[dict[str, Any]] | None = None, **parts: Any
) -> dict[str, Any]:
    """A definition without code and title."""
    return {"effects": list(effects), "lane": lane, "when": {"all": when} if when else None, **parts}


def off_order(benefit: tuple[str, int]) -> dict[str, Any]:
    """The effect of an answer "off": a percent or an amount off the whole purchase."""
    how, size = benefit
    return {"percent_off_order": {"rate": size}} if how == "percent" else {"amount_off_order": {"amount": size}}
