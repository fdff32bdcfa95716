"""Rulesets by number, compiled once in each process: a number always means the same."""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from threading import Lock
from time import monotonic
from weakref import WeakValueDictionary

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.format import parse_campaign, parse_lanes
from campaigns.campaign.models import CampaignVersion, RulesetRow
from campaigns.engine.compiled import Compiled, compile_campaign, names_in
from campaigns.engine.definition import Definition, Lane
from campaigns.engine.ruleset import Ruleset, compile_ruleset
from loyalty.names import read_names
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.params import refuse

NOTHING_RUNS = 0
NAMES_KEPT = timedelta(minutes=10)
logger = logging.getLogger(__name__)

# By the version's id. Rulesets that follow each other share all but what was published: a thousand campaigns take 6 MB
# and half a second of processor, once and not for each of the rulesets that are kept.
_campaigns: WeakValueDictionary[int, Compiled] = WeakValueDictionary()


class _Kept:
    """A ruleset that one thread compiles, while others who want it wait: four at once would take the memory of four."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ruleset: Ruleset | None = None
        self.named = 0.0  # when its names were read, by the monotonic clock

    def is_stale(self) -> bool:
        return monotonic() - self.named > NAMES_KEPT.total_seconds()


@lru_cache(maxsize=8)  # quotes live for minutes
def _kept(number: int) -> _Kept:
    return _Kept()


def ruleset_of(number: int) -> Ruleset:
    """The ruleset of a number; 0 is before anything was published. Two queries and two for the names in sentences, then
    none but for the names, which are looked up again every ten minutes: a rename comes through.

    A version that this code no longer understands is left out and reported (see `broken_versions`): one campaign must
    not stop a till.
    """
    kept = _kept(number)
    if kept.ruleset is None:
        with kept.lock:
            if kept.ruleset is None:
                kept.ruleset, kept.named = _compiled(number), monotonic()
    elif kept.is_stale() and kept.lock.acquire(blocking=False):  # meanwhile others go on with what there is
        try:
            kept.ruleset, kept.named = _named_anew(kept.ruleset), monotonic()
        finally:
            kept.lock.release()
    return kept.ruleset


def forget_rulesets() -> None:
    """For tests, in which a number means something else in each."""
    _kept.cache_clear()
    _campaigns.clear()
    broken_versions.cache_clear()


@lru_cache(maxsize=2)
def broken_versions(number: int) -> dict[str, InvalidRule]:
    """Campaigns of a ruleset that cannot be understood, by code, with what is wrong. Two queries, then none."""
    if number == NOTHING_RUNS:
        return {}
    row = RulesetRow.objects.get(pk=number)
    return _understood(row, parse_lanes(row.lanes))[1]


def _compiled(number: int) -> Ruleset:
    if number == NOTHING_RUNS:
        return compile_ruleset(number=NOTHING_RUNS, campaigns=(), lanes=())
    row = RulesetRow.objects.get(pk=number)
    lanes = parse_lanes(row.lanes)
    campaigns, broken = _understood(row, lanes)
    for code, wrong in broken.items():
        logger.error("a campaign was left out: %s", wrong.field, extra={"campaign": code, "ruleset": number})
    return compile_ruleset(number=number, campaigns=campaigns, lanes=lanes)


def _understood(row: RulesetRow, lanes: Iterable[Lane]) -> tuple[list[Compiled], dict[str, InvalidRule]]:
    found = {pk: campaign for pk in row.versions if (campaign := _campaigns.get(pk)) is not None}
    broken: dict[str, InvalidRule] = {}
    read: dict[int, Definition] = {}
    for pk, number, code, definition in _stored([pk for pk in row.versions if pk not in found]):
        try:
            read[pk] = parse_campaign(msgspec.json.decode(definition), version=number)
        except InvalidRule as wrong:
            broken[code] = wrong
    found = _named(found, read)
    known = {lane.code for lane in lanes}
    for pk, campaign in list(found.items()):
        if campaign.definition.lane not in known:  # taken away while the campaign ran
            lane = format_lazy(_("There is no lane {lane}"), lane=campaign.definition.lane)
            broken[campaign.code] = refuse("lane", lane)
            del found[pk]
    return list(found.values()), broken


def _named(known: Mapping[int, Compiled], read: Mapping[int, Definition]) -> dict[int, Compiled]:
    """By the version's id, in the names that things have now: those that are known stay the very same while what they
    speak of is called as before. One query for names, and one for how points are written."""
    asked = {pk: one.names.asked for pk, one in known.items()} | {pk: names_in(one) for pk, one in read.items()}
    names = read_names(frozenset().union(*asked.values()))
    found: dict[int, Compiled] = {}
    for pk, codes in asked.items():
        before, called = known.get(pk), names.of(codes)
        if before is not None and before.names == called:
            found[pk] = before
        else:
            definition = read[pk] if before is None else before.definition
            found[pk] = compile_campaign(definition, version_id=pk, names=called)
    _campaigns.update(found)
    return found


def _named_anew(ruleset: Ruleset) -> Ruleset:
    """The same, with sentences written anew where something in them is called otherwise by now. Two queries at most."""
    before = {one.version_id: one for one in ruleset.campaigns if one.version_id is not None}
    # Another ruleset may have named some of them anew already, and goes on sharing them.
    now = _named({pk: _campaigns.get(pk, one) for pk, one in before.items()}, {})
    if all(now[pk] is one for pk, one in before.items()):
        return ruleset
    return compile_ruleset(
        number=ruleset.number, campaigns=tuple(now.values()), lanes=ruleset.lanes,
        points_cost_rate=ruleset.points_cost_rate,
    )  # fmt: skip


def _stored(ids: list[int]) -> Iterable[tuple[int, int, str, str]]:
    """Definitions as text: only the one that is being read is taken apart."""
    if not ids:
        return ()
    text = Cast("definition", TextField())
    versions = CampaignVersion.objects.filter(pk__in=ids).order_by("pk").annotate(text=text)
    return versions.values_list("pk", "number", "campaign__code", "text")
