"""A campaign made ready to be asked a thousand times: closures instead of a tree, words in both languages."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from campaigns.effects.effect import Effect, Terms
from campaigns.engine.definition import Budget, Definition
from loyalty.purchase.goods import Goods
from loyalty.purchase.goods_facts import facts_of_goods
from loyalty.purchase.outcomes import Text
from loyalty.rules.fact import Fact, MemberFact
from loyalty.rules.kind import Keys, Kind
from loyalty.rules.naming import Code, Names, naming, noting
from loyalty.rules.predicate import Compare, Predicate, Test, compiled, facts_of
from loyalty.rules.rule import Group, Leaf, Node, Rule, test_of, words_of

UNNAMED = Names(asked=frozenset(), ru={}, en={}, units={})


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the things a campaign asks, all of which must hold. `fact` where it is that one fact is at least
    `threshold`, so that what is missing can be told."""

    test: Test
    text: Text
    fact: Fact | None = None
    threshold: int = 0


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """`keys` are sets of which each must be met by the cart, for the index; `facts` is what it has to know
    of the member; `version_id` is that of the published version, None for a draft; `names` those in its sentences."""

    definition: Definition
    parts: tuple[Part, ...]
    effects: tuple[tuple[Effect, Terms], ...]
    keys: tuple[Keys, ...]
    facts: tuple[MemberFact, ...]
    by_line: bool
    version_id: int | None = None
    names: Names = UNNAMED

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def budgets(self) -> tuple[Budget, ...]:
        return self.definition.budgets

    def runs(self, at: datetime) -> bool:
        """Whether `at` is in [starts_at, ends_at)."""
        starts, ends = self.definition.starts_at, self.definition.ends_at
        return (starts is None or starts <= at) and (ends is None or at < ends)


def compile_campaign(
    definition: Definition, *, version_id: int | None = None, names: Names = UNNAMED
) -> Compiled:  # fmt: skip
    """Pure; the words are those of today's catalogues, and call things by `names`, or as whoever asks calls them."""
    nodes = _must_hold(definition.when)
    predicates = [test_of(node) for node in nodes]
    texts = _texts(nodes, definition.effects, names)
    asked, given = texts[: len(nodes)], texts[len(nodes) :]
    return Compiled(
        definition=definition,
        parts=tuple(_part(predicate, text) for predicate, text in zip(predicates, asked, strict=True)),
        effects=tuple(
            (effect, _terms(definition, effect, text)) for effect, text in zip(definition.effects, given, strict=True)
        ),
        keys=_keys(nodes, definition.effects),
        facts=_facts(definition, predicates),
        by_line=all(effect.is_by_line() for effect in definition.effects),
        version_id=version_id,
        names=names,
    )


def names_in(definition: Definition) -> frozenset[Code]:
    """What its sentences call by name, and the units whose points they write."""
    with noting() as asked:
        for one in (*_must_hold(definition.when), *definition.effects):
            _words(one)
    return frozenset(asked)


def _facts(definition: Definition, predicates: Sequence[Predicate]) -> tuple[MemberFact, ...]:
    """What its rule compares, what its effects look at, and what has to be known to recognise its goods."""
    kinds: list[Kind] = [*(definition.when.leaves() if definition.when else ()), *definition.effects]
    found: list[Fact] = [fact for predicate in predicates for fact in facts_of(predicate)]
    found += [fact for effect in definition.effects for fact in effect.facts()]
    found += [fact for kind in kinds for goods in _goods_of(kind) for fact in facts_of_goods(goods)]
    return tuple({fact.key: fact for fact in found if isinstance(fact, MemberFact)}.values())


def _goods_of(kind: Kind) -> Iterator[Goods]:
    """Every set of goods that a condition or an effect names, also inside the parts of a bundle."""
    for name in kind.params():
        value = getattr(kind, name)
        for one in value if isinstance(value, tuple) else (value,):
            goods = getattr(one, "goods", one)
            if isinstance(goods, Goods):
                yield goods


def _must_hold(rule: Rule | None) -> tuple[Node, ...]:
    if rule is None:
        return ()
    return rule.root.parts if rule.root.join == "all" else (rule.root,)


def _words(one: Node | Kind) -> str:
    return one.words() if isinstance(one, Kind) else words_of(one)


def _texts(nodes: Sequence[Node], effects: Sequence[Effect], names: Names) -> list[Text]:
    """What it asks and what it gives in both languages; a language becomes the active one once, which takes longer than
    a sentence."""
    said = []
    for language, called in (("ru", names.ru), ("en", names.en)):
        with translation.override(language), nullcontext() if names is UNNAMED else naming(called, names.units):
            said.append([_words(one) for one in (*nodes, *effects)])
    return [Text(ru=ru, en=en) for ru, en in zip(*said, strict=True)]


def _part(predicate: Predicate, text: Text) -> Part:
    test = compiled(predicate)
    if isinstance(predicate, Compare) and predicate.operator == "at_least":
        value = predicate.value
        if isinstance(value, int) and not isinstance(value, bool):
            return Part(test=test, text=text, fact=predicate.fact, threshold=value)
    return Part(test=test, text=text)


def _terms(definition: Definition, effect: Effect, said: Text) -> Terms:
    title = definition.title
    return Terms(
        campaign=definition.code,
        version=definition.version,
        effect=effect.code,
        text=Text(ru=f"{title.ru}: {said.ru}", en=f"{title.en}: {said.en}"),
        on_shelf=definition.on_shelf,
        only_free=definition.only_free,
        uses_up=definition.uses_up,
    )


def _keys(nodes: Sequence[Node], effects: Sequence[Effect]) -> tuple[Keys, ...]:
    """What a cart must have for the campaign to do anything: by its conditions, and by all its effects together."""
    found = [keys for node in nodes if (keys := _keys_of(node)) is not None]
    goods = [effect.only_on() for effect in effects]
    if all(one is not None for one in goods):
        of_goods = [one.keys() for one in goods if one is not None]
        if all(keys is not None for keys in of_goods):
            found.append(frozenset().union(*(keys for keys in of_goods if keys is not None)))
    return tuple(found)


def _keys_of(node: Node) -> Keys | None:
    match node:
        case Leaf(condition):
            return condition.keys()
        case Group("all", parts):
            return next((keys for part in parts if (keys := _keys_of(part)) is not None), None)
        case Group("any", parts):
            of_parts = [_keys_of(part) for part in parts]
            if all(keys is not None for keys in of_parts):
                return frozenset().union(*(keys for keys in of_parts if keys is not None))
    return None
