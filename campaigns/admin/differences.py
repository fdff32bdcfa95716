"""What differs between two versions of a campaign, in the sentences that people read of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from django.utils.translation import gettext

from campaigns.admin.words import definition_of, place
from campaigns.campaign.changes import Change, changes
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.campaign.words import in_words, instant_words
from campaigns.engine.definition import Definition
from loyalty.rules.rule import Rule, words_of

NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One place where two versions differ."""

    place: str
    before: str
    after: str


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[Changed, ...]:
    """What differs between two stored forms; nothing for the first version. Sentences as of now: what a condition is
    called may have changed. A query where the lane or the exclusions differ."""
    if before is None:
        return ()
    found = changes(dict(before), dict(after))
    was, now = definition_of(before), definition_of(after)
    parts = groupby(found, key=lambda one: re.split(r"[.\[]", one.path)[0])
    return tuple(one for part, apart in parts for one in _of_part(part, tuple(apart), was, now))


def _of_part(part: str, apart: tuple[Change, ...], was: Definition | None, now: Definition | None) -> Iterator[Changed]:
    """In sentences, and place by place where these are the same, or a form is no longer understood."""
    if was is not None and now is not None:
        before, after = _sentences(part, was, now)
        if before != after:
            yield from (Changed(place=place(part), before=one, after=other) for one, other in _pairs(before, after))
            return
    for one in apart:
        yield Changed(place=place(one.path), before=_value(one.before), after=_value(one.after))


def _sentences(part: str, was: Definition, now: Definition) -> tuple[list[str], list[str]]:
    """Of the part in both; none where it has no sentences of its own."""
    match part:
        case "when":
            apart = was.when is not None and now.when is not None and was.when.root.join == now.when.root.join
            return _rule(was.when, apart=apart), _rule(now.when, apart=apart)
        case "effects" | "budgets":
            return list(getattr(in_words(was), part)), list(getattr(in_words(now), part))
        case "starts_at" | "ends_at":
            return [instant_words(getattr(was, part)) or NOTHING], [instant_words(getattr(now, part)) or NOTHING]
        case "lane":
            lanes = {lane.code: lane.name for lane in CampaignLane.objects.all()}
            return [lanes.get(was.lane, was.lane)], [lanes.get(now.lane, now.lane)]
        case "excludes":
            found = Campaign.objects.filter(code__in=was.excludes | now.excludes)
            titles = {one.code: one.name for one in found}
            return [[titles.get(code, code) for code in sorted(one.excludes)] for one in (was, now)]  # type: ignore[return-value]
    return [], []


def _rule(rule: Rule | None, *, apart: bool) -> list[str]:
    """Condition by condition where the outermost groups are alike, else as a whole."""
    if rule is None:
        return [gettext("for everyone, on every purchase")]
    return [words_of(one) for one in rule.root.parts] if apart else [rule.words()]


def _pairs(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """What has gone with what has come; all of both where only the order differs."""
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not gone and not come:
        return [("; ".join(before), "; ".join(after))]
    return list(zip_longest(gone.elements(), come.elements(), fillvalue=NOTHING))


def _value(value: Any) -> str:
    """What has no sentence: a number, a word, a yes; a list of them."""
    if value is None or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return "; ".join(f"{place(name)}: {_value(one)}" for name, one in value.items())
    return str(value)
