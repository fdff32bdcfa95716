"""Conditions that compare one fact freely. A fact with a type and a label gets its condition here for nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, make_dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.fact import Fact, Type
from loyalty.rules.kind import Condition, Kinds
from loyalty.rules.params import Param, refuse
from loyalty.rules.predicate import All, Compare, Known, NoneOf, Predicate

_RELATIONS = {
    "at_least": (_("at least {value}"), _("no earlier than {value}")),
    "at_most": (_("at most {value}"), _("no later than {value}")),
    "one_of": (_("is {value}"), _("is {value}")),
    "none_of": (_("is not {value}"), _("is not {value}")),
    "has_any": (_("has any of: {value}"), _("has any of: {value}")),
    "has_none": (_("has none of: {value}"), _("has none of: {value}")),
}
_EXACTLY = (_("exactly {value}"), _("on {value}"))


class Comparison(Condition):
    """The base of conditions over one fact: the params named for operators compare it, the others say which fact it is.

    `sentence` ends before the comparison: "spent in {days}" becomes "spent in 90 days at least ₽1,000".
    """

    def fact(self) -> Fact:
        raise NotImplementedError

    def check(self, path: str) -> None:
        if not self._asked() and self._known() is None:
            raise refuse(path, _("Say what to compare with"))
        least, most = getattr(self, "at_least", None), getattr(self, "at_most", None)
        if least is not None and most is not None and least > most:
            raise refuse(path, _("The least is above the most: nothing can meet it"))

    def test(self) -> Predicate:
        fact, parts = self.fact(), list[Predicate]()
        for name, value in self._asked().items():
            match name:
                case "none_of":
                    parts += [Known(fact), NoneOf((Compare(fact, "one_of", value),))]
                case "has_none":
                    parts += [Known(fact), NoneOf((Compare(fact, "has_any", value),))]
                case _ if fact.type is Type.FLAG:
                    parts.append(Compare(fact, "one_of", (value,)))
                case _:
                    parts.append(Compare(fact, name, value))
        if (known := self._known()) is not None:
            parts.append(Known(fact) if known else NoneOf((Known(fact),)))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def words(self) -> str:
        start = super().words().strip()
        start = start[:1].lower() + start[1:]  # a label of a fact, inside a sentence
        of_day = int(self.fact().type is Type.DATE)
        known = self.params()
        said = [
            str(relation[of_day]).format(value=known[name].words(value)) for name, relation, value in self._related()
        ]
        if (is_known := self._known()) is not None:
            said.append(gettext("is known") if is_known else gettext("is not known"))
        if getattr(self, "is_so", None) is False:
            return gettext("not: {sentence}").format(sentence=start)
        joined = gettext(" and ").join(said)
        return f"{start} {joined}".strip()

    def _related(self) -> Iterator[tuple[str, tuple[Words, Words], Any]]:
        """What is compared with, and how: the same value as the least and the most is that value exactly."""
        asked = self._asked()
        if "at_least" in asked and asked["at_least"] == asked.get("at_most"):
            yield "at_least", _EXACTLY, asked["at_least"]
            asked = {name: value for name, value in asked.items() if name not in ("at_least", "at_most")}
        for name, value in asked.items():
            if name in _RELATIONS:
                yield name, _RELATIONS[name], value

    def _asked(self) -> dict[str, Any]:
        names = [*_RELATIONS, "is_so"]
        return {name: value for name in names if (value := getattr(self, name, None)) is not None}

    def _known(self) -> bool | None:
        return getattr(self, "known", None)


@dataclass(frozen=True, kw_only=True)
class AmountComparison(Comparison):
    """A comparison of kopecks."""

    at_least: int | None = params.amount(_("At least"), default=None)
    at_most: int | None = params.amount(_("At most"), default=None)


@dataclass(frozen=True, kw_only=True)
class NumberComparison(Comparison):
    """A comparison of whole numbers."""

    at_least: int | None = params.number(_("At least"), default=None)
    at_most: int | None = params.number(_("At most"), default=None)


def _operators(fact: Fact, names: str) -> list[tuple[str, Any]]:
    least, most = _("At least"), _("At most")
    bound = {
        Type.AMOUNT: params.amount, Type.POINTS: params.points, Type.NUMBER: params.number, Type.DATE: params.day,
        Type.QUANTITY: params.quantity, Type.PERCENT: params.percent,
    }.get(fact.type)  # fmt: skip
    if fact.type is Type.DAYS:
        return [(name, params.days(label, least=0, most=36_600, default=None))
                for name, label in (("at_least", least), ("at_most", most))]  # fmt: skip
    if bound is not None:
        return [("at_least", bound(least, default=None)), ("at_most", bound(most, default=None))]
    if fact.type is Type.CHOICE:
        return [("one_of", params.choices(_("One of"), fact.options, default=None)),
                ("none_of", params.choices(_("None of"), fact.options, default=None))]  # fmt: skip
    if fact.type is Type.TEXT:
        return [
            ("one_of", params.texts(_("One of"), default=None, names=names)),
            ("none_of", params.texts(_("None of"), default=None, names=names)),
        ]
    if fact.type is Type.TEXTS:
        return [
            ("has_any", params.texts(_("Any of"), default=None, names=names)),
            ("has_none", params.texts(_("None of"), default=None, names=names)),
        ]
    return [("is_so", params.flag(_("Is it so"), default=True))]


def comparison_of(
    fact: Fact, *, doc: str, example: dict[str, object], kinds: Kinds[Condition], sentence: Words = "",
    names: str = "",
) -> type[Condition]:  # fmt: skip
    """Register the condition that compares `fact`: its code is the fact's key, its sentence the fact's label. `names`:
    of what its values are codes."""
    fields: list[tuple[str, Any, Any]] = [(name, Any, field) for name, field in _operators(fact, names)]
    if fact.can_be_absent:
        fields.append(("known", Any, params.flag(_("Is known"), default=None)))
    said = {
        "code": fact.key,
        "sentence": sentence or fact.label,
        "example": example,
        "fact": lambda self: fact,
        "__doc__": doc,
    }
    made = make_dataclass(f"Compare_{fact.key}", fields, bases=(Comparison,), namespace=said, frozen=True, kw_only=True)
    return kinds.register(made)


def param_of(kind: type[Condition], name: str) -> Param:
    """A param of a kind by name."""
    return kind.params()[name]
