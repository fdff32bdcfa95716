"""A kind of sentence: a frozen dataclass of typed params with a code, words and an example, known by a registry."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from loyalty.registries import Registry
from loyalty.rules.invalid import at
from loyalty.rules.params import Param, refuse
from loyalty.rules.predicate import Predicate


class Kind:
    """Subclasses are frozen dataclasses whose fields are declared by `params`.

    `code` is for ever. `sentence` names the params in braces. `example` is a stored form, for docs and tests.
    """

    code: ClassVar[str]
    sentence: ClassVar[Words]
    example: ClassVar[Mapping[str, object]]

    @classmethod
    def params(cls) -> dict[str, Param]:
        """The params by name, in the order declared."""
        return {field.name: field.metadata["param"] for field in dataclasses.fields(cls)}  # type: ignore[arg-type]

    @classmethod
    def parse(cls, raw: Any, path: str) -> Self:
        """From the stored form. Raises InvalidRule, naming the param at fault."""
        if not isinstance(raw, dict):
            raise refuse(path, _("An object with parameters is expected here"))
        known = cls.params()
        for name in raw:
            if name not in known:
                raise refuse(at(path, str(name)), format_lazy(_("There is no such parameter here: {name}"), name=name))
        values = {}
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]
            if field.name in raw and raw[field.name] is not None:
                values[field.name] = known[field.name].parse(raw[field.name], at(path, field.name))
            elif field.default is dataclasses.MISSING:
                raise refuse(at(path, field.name), _("This parameter is missing"))
        self = cls(**values)
        self.check(path)
        return self

    def check(self, path: str) -> None:
        """What one param alone cannot tell; raises InvalidRule."""

    def dump(self) -> dict[str, object]:
        """The stored form; `parse` of it gives an equal value."""
        values = ((name, param, getattr(self, name)) for name, param in self.params().items())
        return {name: param.dump(value) for name, param, value in values if value is not None}

    def words(self) -> str:
        """The sentence in the active language."""
        values = ((name, param, getattr(self, name)) for name, param in self.params().items())
        written = {name: "" if value is None else param.words(value) for name, param, value in values}
        return str(self.sentence).format(**written)

    @classmethod
    def schema(cls) -> dict[str, object]:
        """JSON Schema of the stored form."""
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]
        return {
            "type": "object",
            "properties": {name: dict(param.schema) for name, param in cls.params().items()},
            "required": [field.name for field in fields if field.default is dataclasses.MISSING],
            "additionalProperties": False,
        }


Keys = frozenset[tuple[str, str]]  # (what, which): ("sku", "A-1"), ("shop", "lesnaya")


class Condition(Kind):
    """A sentence that holds or does not."""

    def test(self) -> Predicate:
        raise NotImplementedError

    def keys(self) -> Keys | None:
        """It can hold only where one of these is present; None when it may hold anywhere. Engines index by them."""
        return None

    def once(self) -> str | None:
        """For what happens to a member once in a period ("all", "year", "order"): the period. A campaign claims it."""
        return None


K = TypeVar("K", bound=Kind)


class Kinds(Generic[K]):
    """The kinds one may use in a place, by code. A leaf is stored as `{code: {params}}`."""

    def __init__(self, name: str, *, unknown: Words | None = None) -> None:
        """`unknown` is what is said of a `{code}` that is not among them."""
        self._kinds: Registry[type[K]] = Registry(name)
        self._unknown = unknown or _("There is nothing with the code {code}")

    def register(self, kind: type[K]) -> type[K]:
        """A class decorator. The example must parse and the class must say what it means."""
        if not (kind.__doc__ and dataclasses.is_dataclass(kind)):
            raise ValueError(f"{kind.__name__} needs a docstring and to be a dataclass")
        return self._kinds.add(kind.code, kind)

    def parse(self, raw: Any, path: str) -> K:
        """One leaf. Raises InvalidRule for an unknown code."""
        if not isinstance(raw, dict) or len(raw) != 1:
            raise refuse(path, _("An object with exactly one code is expected here"))
        ((code, params),) = raw.items()
        if code not in self._kinds:
            raise refuse(path, format_lazy("{}", self._unknown).format(code=code))
        return self._kinds[code].parse(params, at(path, code))

    def dump(self, kind: K) -> dict[str, object]:
        return {kind.code: kind.dump()}

    def __iter__(self) -> Iterator[tuple[str, type[K]]]:
        return iter(self._kinds)

    def __contains__(self, code: object) -> bool:
        return code in self._kinds

    def __getitem__(self, code: str) -> type[K]:
        return self._kinds[code]
