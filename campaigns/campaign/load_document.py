"""Stores the lanes and campaigns of a document: all of them or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.changes import Change, changes
from campaigns.campaign.document import KEPT_BESIDE, stored, stored_lane
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.campaign.publish import publish
from campaigns.campaign.put_in_force import OFFERED
from campaigns.campaign.save_draft import save_draft
from campaigns.campaign.save_lane import save_lane
from loyalty.refusals import Refusal, Words
from loyalty.rules.invalid import at as step
from loyalty.rules.params import refuse
from loyalty.staff.models import User


class InvalidDocument(Refusal):
    """`wrong` are the refusals, each with its `field` as a path in the document: `campaigns[2].when.all[0].age`."""

    code: ClassVar[str] = "invalid_document"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Something in the document is not right: nothing was stored")

    def __init__(self, wrong: tuple[Refusal, ...]) -> None:
        super().__init__(field=wrong[0].field)
        self.wrong = wrong


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of one lane or campaign. `version` is the number of the version it was published as, if it was."""

    what: str  # "lane" or "campaign"
    code: str
    is_new: bool
    changes: tuple[Change, ...]
    version: int | None = None


class _Undo(Exception):
    """Takes a trial back."""


def load_document(
    *, raw: Any, author: User | None, reason: str, at: datetime, offer: bool = False, dry_run: bool = False
) -> tuple[Loaded, ...]:
    """Lanes and campaigns by their codes; those that are not named stay. The same document again changes nothing.

    With `offer` the campaigns whose state in the document is scheduled or running are published when they are not in
    force as they stand there. With `dry_run` the answer is the same and nothing is stored.

    Raises InvalidDocument, naming everything that is wrong.
    """
    found: list[Loaded] = []
    try:
        with transaction.atomic():
            found += _load(raw, author, reason, at, offer)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return tuple(found)


def _load(raw: Any, author: User | None, reason: str, at: datetime, offer: bool) -> list[Loaded]:
    wrong: list[Refusal] = []
    found: list[Loaded] = []
    lanes, campaigns = _parts(raw)
    together = frozenset(str(one.get("code")) for one in campaigns if isinstance(one, dict))
    for index, one in enumerate(lanes):
        with _noting(wrong, f"lanes[{index}]"):
            found.append(_lane(one, author, reason))
    for index, one in enumerate(campaigns):
        with _noting(wrong, f"campaigns[{index}]"):
            found.append(_campaign(one, together, author, reason))
    if wrong:
        raise InvalidDocument(tuple(wrong))
    if not offer:
        return found
    offered = [str(one["code"]) for one in campaigns if one.get("state") in OFFERED]
    numbers: dict[str, int] = {}
    for code in offered:
        index = next(index for index, one in enumerate(campaigns) if one["code"] == code)
        with _noting(wrong, f"campaigns[{index}]"):
            numbers |= _offer(code, author, reason, at)
    if wrong:
        raise InvalidDocument(tuple(wrong))
    return [
        Loaded(what=one.what, code=one.code, is_new=one.is_new, changes=one.changes, version=numbers.get(one.code))
        if one.what == "campaign"
        else one
        for one in found
    ]


def _parts(raw: Any) -> tuple[list[Any], list[Any]]:
    if not isinstance(raw, dict) or set(raw) - {"lanes", "campaigns"}:
        raise InvalidDocument((refuse("", _("An object with “lanes” and “campaigns” is expected")),))
    lanes, campaigns = raw.get("lanes", []), raw.get("campaigns", [])
    for name, value in (("lanes", lanes), ("campaigns", campaigns)):
        if not isinstance(value, list):
            raise InvalidDocument((refuse(name, _("A list is expected here")),))
        codes = [one.get("code") for one in value if isinstance(one, dict)]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                raise InvalidDocument(
                    (refuse(f"{name}[{index}].code", format_lazy(_("{code} is there twice"), code=code)),)
                )
    return lanes, campaigns


@contextmanager
def _noting(wrong: list[Refusal], path: str) -> Iterator[None]:
    """Go on after a refusal, so that everything that is wrong is named at once; its own writes are undone."""
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        refusal.field = step(path, refusal.field) if refusal.field else path
        wrong.append(refusal)


def _lane(raw: Any, author: User | None, reason: str) -> Loaded:
    before = CampaignLane.objects.filter(code=raw.get("code") if isinstance(raw, dict) else None).first()
    save_lane(raw=raw, author=author, reason=reason)
    now = stored_lane(CampaignLane.objects.get(code=raw["code"]))
    was = None if before is None else stored_lane(before)
    return Loaded(what="lane", code=raw["code"], is_new=before is None, changes=changes(was, now))


def _campaign(raw: Any, together: frozenset[str], author: User | None, reason: str) -> Loaded:
    if not isinstance(raw, dict):
        raise refuse("", _("A campaign is an object"))
    note = raw.get("note")
    if note is not None and not isinstance(note, str):
        raise refuse("note", _("A text is expected here"))
    if raw.get("state") not in (None, *Campaign.State.values):
        raise refuse("state", format_lazy(_("Must be one of: {options}"), options=", ".join(Campaign.State.values)))
    definition = {name: value for name, value in raw.items() if name not in KEPT_BESIDE}
    before = Campaign.objects.filter(code=str(raw.get("code"))).first()
    campaign = save_draft(raw=definition, author=author, note=note, alongside=together)
    was = None if before is None else before.draft
    return Loaded(what="campaign", code=campaign.code, is_new=before is None, changes=changes(was, campaign.draft))


def _offer(code: str, author: User | None, reason: str, at: datetime) -> dict[str, int]:
    """The number of the version the campaign was published as; nothing when it is in force as it is."""
    campaign = Campaign.objects.select_related("version").get(code=code)
    if campaign.state in OFFERED and stored(campaign) == campaign.draft:
        return {}
    return {code: publish(code=code, author=author, reason=reason, at=at)}
