"""Puts a campaign's draft in force as its next version."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.authority import check_authority, lock_author, worth_of_units
from campaigns.campaign.exposure import exposure, purchases_with_goods
from campaigns.campaign.findings import Weight, findings
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.notice_models import OwnerNotice
from campaigns.campaign.put_in_force import OFFERED, put_in_force
from campaigns.campaign.reach_guards import check_handed_out
from campaigns.campaign.save_draft import check_definition
from campaigns.campaign.stakes import bounds_of, units_given, why_unbounded
from campaigns.campaign.states import check_move, lock_campaign, state_by_dates
from campaigns.campaign.tell import tell
from campaigns.effects.rewards import HandOut
from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition
from loyalty.messages.staff_readers import owners
from loyalty.program.current import program
from loyalty.purchase.history_days import check_days_kept
from loyalty.refusals import Refusal, Words
from loyalty.rules.fact import Moment
from loyalty.rules.params import refuse
from loyalty.staff.models import User

UNCHECKED = "review"  # what is above the limit of its author, whom no colleague could check


class NotWaived(Refusal):
    """An end or a budget is missing, and nobody said that it is on purpose. Facts: `missing`."""

    code: ClassVar[str] = "campaign_not_bounded"
    title: ClassVar[Words] = _("Say that the campaign is meant to run without an end or a budget")
    hint: ClassVar[Words] = _("Set them, or confirm that they are missing on purpose.")


class CampaignDangerous(Refusal):
    """Facts: `codes` of what stops it; `detail` says it."""

    code: ClassVar[str] = "campaign_dangerous"
    title: ClassVar[Words] = _("This campaign is not published as it is")


class DraftChanged(Refusal):
    """Somebody stored another draft since this one was looked at."""

    code: ClassVar[str] = "campaign_draft_changed"
    title: ClassVar[Words] = _("The draft was changed while you were looking at it")
    hint: ClassVar[Words] = _("Open the page again: it shows what would be published now.")


def seen_of(draft: Mapping[str, Any]) -> str:
    """What tells this draft from another one."""
    return sha256(json.dumps(draft, sort_keys=True).encode()).hexdigest()[:16]


def publish(
    *, code: str, author: User | None, reason: str, at: datetime, waived: Collection[str] = (), seen: str = ""
) -> int:  # fmt: skip
    """The number of the version that is offered from the next quote on (or from its start, when that is later). An
    unchanged draft keeps its version, unless somebody else starts again what was stopped. Orders and quotes already
    made keep theirs.

    An employee publishes within the limit of the role, nothing that stops (see `findings`), and says in `waived` what
    the campaign does without on purpose: "end", "budget". A document or an integration (no `author`) has the owner's
    word for it. `seen`: `seen_of` the draft that was looked at.

    Raises NoSuchCampaign, CampaignMoveRefused, InvalidRule, HistoryByMonth, DraftChanged; for an employee NotWaived,
    CampaignDangerous, AboveLimit, ReachAboveLimit.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        if seen and seen != seen_of(campaign.draft):
            raise DraftChanged
        lock_author(author)
        definition = check_definition(campaign.draft)
        if definition.ends_at is not None and definition.ends_at <= at:
            raise refuse("ends_at", _("This campaign would be over already"))
        facts = compile_campaign(definition).facts
        check_days_kept(facts=facts, moment=Moment(at=at, zone=program().zone))
        state = state_by_dates(campaign.draft, at=at)
        check_move(campaign, state)
        without = () if author is None else _check(definition, author=author, at=at, waived=waived)
        last = CampaignVersion.objects.filter(campaign=campaign).order_by("-number").first()
        if last is None or last.definition != campaign.draft or _is_anew(campaign, last, author, without):
            last = CampaignVersion.objects.create(
                campaign=campaign, number=1 if last is None else last.number + 1, definition=campaign.draft,
                author=author, reason=reason, waived=list(without),
            )  # fmt: skip
        if UNCHECKED in without:
            _keep_notices(last, at=at)
        was, campaign.version, campaign.state = campaign.state, last, state
        campaign.save(update_fields=["version", "state"])
        tell(campaign=campaign, was=was, at=at)
        put_in_force(author=author, reason=f"{code}: {reason}")
        return last.number


def _keep_notices(version: CampaignVersion, *, at: datetime) -> None:
    """Each owner hears of it once; its author, too, if they are one: it may be somebody else at their desk."""
    rows = [OwnerNotice(version=version, reader_id=one, kept_at=at, lease_until=at) for one in owners()]
    OwnerNotice.objects.bulk_create(rows, ignore_conflicts=True)


def _is_anew(campaign: Campaign, last: CampaignVersion, author: User | None, without: tuple[str, ...]) -> bool:
    """Whether what is over or stands still is started by somebody else, or on other terms: then they answer for it."""
    return campaign.state not in OFFERED and (last.author != author or last.waived != list(without))


def missing(definition: Definition, *, most: int | None, worth: Mapping[str, int]) -> tuple[str, ...]:
    """What bounds a campaign and is not there: its "end", a "budget" for the whole of it. `most`: its exposure. What
    goods that are given away cost is not known: a bound for the purchases that have them is a budget."""
    unbounded = most is None and purchases_with_goods(definition, worth=worth) is None
    return ("end",) * (definition.ends_at is None) + ("budget",) * unbounded


def _check(definition: Definition, *, author: User, at: datetime, waived: Collection[str]) -> tuple[str, ...]:
    """What it does without on purpose."""
    worth = worth_of_units()
    most = exposure(definition, worth=worth)
    stops = [one for one in findings(definition=definition, at=at, most=most) if one.weight is Weight.STOP]
    if stops:
        raise CampaignDangerous(detail=" ".join(one.text for one in stops), codes=[one.code for one in stops])
    lacking = missing(definition, most=most, worth=worth)
    if unsaid := [one for one in lacking if one not in waived]:
        raise NotWaived(missing=unsaid)
    check_handed_out(batches={one.batch for one in definition.effects if isinstance(one, HandOut)}, author=author)
    covered = check_authority(
        code=definition.code, most=most, starts_at=definition.starts_at, author=author, worth=worth, at=at,
        bounds=bounds_of(definition), gives=units_given(definition), why=why_unbounded(definition),
    )  # fmt: skip
    return lacking if covered else (*lacking, UNCHECKED)
