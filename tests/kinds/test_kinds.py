"""Every registered condition and effect is held to the same: a kind is tested by being registered."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.utils import translation

from campaigns.conditions import registered as conditions  # noqa: F401
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects import registered as effects  # noqa: F401
from campaigns.effects.effect import EFFECTS
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.kind import Condition, Kind
from loyalty.rules.predicate import compiled, facts_of
from segments.conditions.condition import MEMBER_CONDITIONS

KINDS: dict[str, type[Kind]] = {
    f"{registry}:{code}": kind
    for registry, found in (("condition", CONDITIONS), ("effect", EFFECTS))
    for code, kind in found
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
HOSTILE: tuple[Any, ...] = (
    "", " ", "\x00", "\ud800", "a\nb", "x" * 100_000, -1, 10**30, 1.5, float("nan"), True, [], [[]], [None], ["a", "a"],
    {}, {"": 0}, {"from": 1}, [{}], "2026-02-30", "25:00", "09:30:59", "20261121", "<script>",
)  # fmt: skip


def _example(kind: type[Kind]) -> Any:
    return json.loads(json.dumps(kind.example))


@every_kind
def test_an_example_is_parsed_written_and_parsed_again(kind: type[Kind]) -> None:
    # when
    one = kind.parse(_example(kind), kind.code)
    stored = json.loads(json.dumps(one.dump()))
    again = kind.parse(stored, kind.code)
    # then
    assert again == one
    assert json.loads(json.dumps(again.dump())) == stored
    assert {name: value for name, value in stored.items() if name in kind.example} == _example(kind)
    assert hash(again) == hash(one)


@every_kind
def test_the_schema_is_one_and_takes_the_example(kind: type[Kind]) -> None:
    # given
    schema = json.loads(json.dumps(kind.schema(), default=str))
    # when / then
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(_example(kind))
    validator.validate(json.loads(json.dumps(kind.parse(_example(kind), "").dump())))
    assert not validator.is_valid({**_example(kind), "nobody": 1})


@every_kind
def test_it_has_words_in_both_languages_a_meaning_and_labels(kind: type[Kind]) -> None:
    one = kind.parse(_example(kind), "")

    for language in ("ru", "en"):
        with translation.override(language):
            said = one.words()
            labels = [str(param.label) for param in kind.params().values()]
        assert said.strip() == said != ""
        assert not re.search(r"\{\w*\}", said), "a placeholder nobody filled"
        assert all(labels)
    assert (kind.__doc__ or "").strip().endswith((".", "%.")), "says what it means in a sentence"
    assert re.fullmatch(r"[a-z][a-z_]*", kind.code)


def _spoilt(kind: type[Kind]) -> Iterator[tuple[str, Any]]:
    for name in kind.params():
        for value in HOSTILE:
            yield name, value


@every_kind
def test_what_is_not_right_is_refused_by_the_path_of_the_parameter(kind: type[Kind]) -> None:
    """What a hostile value does not break must come back exactly as it was given, but for spaces around a text."""
    for name, value in _spoilt(kind):
        stored = _parsed_or_refused(kind, {**_example(kind), name: value})
        if isinstance(stored, InvalidRule):
            assert (stored.field or "").startswith("when.all[0]"), (name, value)
            assert str(stored.detail)
            continue
        assert stored[name] in (value, str(value).strip()), (name, value, stored)
        assert type(stored[name]) is type(value), (name, value)


def _parsed_or_refused(kind: type[Kind], raw: Any) -> dict[str, object] | InvalidRule:
    try:
        return kind.parse(raw, "when.all[0]").dump()
    except InvalidRule as refused:
        return refused


@every_kind
def test_what_is_no_object_or_names_nothing_known_is_refused(kind: type[Kind]) -> None:
    for raw in (None, 1, "x", [], [1], {**_example(kind), "nobody": 1}):
        with pytest.raises(InvalidRule):
            kind.parse(raw, "effects[0]")
    for required in kind.schema()["required"]:  # type: ignore[attr-defined]
        raw = {name: value for name, value in _example(kind).items() if name != required}
        with pytest.raises(InvalidRule) as refused:
            kind.parse(raw, "effects[0]")
        assert refused.value.field == f"effects[0].{required}"


@pytest.mark.parametrize("registry", [CONDITIONS, EFFECTS], ids=["conditions", "effects"])
@pytest.mark.parametrize("raw", [None, [], "x", {}, {"nobody": {}}, {"a": {}, "b": {}}, {1: {}}])
def test_an_unknown_kind_is_refused(registry: Any, raw: Any) -> None:
    with pytest.raises(InvalidRule) as refused:
        registry.parse(raw, "effects[2]")

    assert refused.value.field == "effects[2]"


@pytest.mark.parametrize("code", [code for code, _ in CONDITIONS])
def test_a_condition_asks_something_that_compiles(code: str) -> None:
    # when
    condition: Condition = CONDITIONS[code].parse(_example(CONDITIONS[code]), "")
    asked = list(facts_of(condition.test()))
    # then
    assert asked
    assert callable(compiled(condition.test()))
    assert all(str(fact.label) for fact in asked)
    assert condition.once() in (None, "all", "year", "order")


def test_what_segments_can_ask_campaigns_can_ask() -> None:
    assert {code for code, _ in MEMBER_CONDITIONS} <= {code for code, _ in CONDITIONS}
