"""Makes the campaigns, or the points for an event, of a mechanic from the answers."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.free_code import free_code
from campaigns.campaign.models import Campaign
from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.coupons.add_codes import add_codes
from campaigns.coupons.models import CouponBatch
from campaigns.coupons.save_batch import BatchTerms, save_batch
from campaigns.effects.effect import EFFECTS
from campaigns.gallery.everyday import STAMP
from campaigns.gallery.mechanic import Answers, Made, Mechanic
from campaigns.referrals.save_programme import save_programme
from campaigns.referrals.terms import Terms, in_force
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.save_trigger import save_trigger
from loyalty.ledger.add_unit import add_unit
from loyalty.money import BONUS
from loyalty.purchase.outcomes import Text
from loyalty.refusals import Refusal, Words
from loyalty.staff.models import User
from loyalty.words import UnitWords

STAMPS = UnitWords(forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps", scale=0)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """`ends_at` None: never; `kopecks_a_month` None: as much as it takes; `gifts_a_month`: in so many purchases, where
    goods are given away. `waived`: what is missing on purpose."""

    ends_at: datetime | None
    kopecks_a_month: int | None
    gifts_a_month: int | None = None
    waived: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Launched:
    """What was made: campaigns, the main one first, points for an event, the number of the terms of invitations."""

    campaigns: tuple[Campaign, ...] = ()
    event: TriggerCampaign | None = None
    invitations: int | None = None


class InvitationsOn(Refusal):
    """Terms that hold are changed on their own page, where one sees them."""

    code: ClassVar[str] = "invitations_on"
    title: ClassVar[Words] = _("Members can invite friends already")
    hint: ClassVar[Words] = _("Change the terms on the page “Inviting friends”, or switch invitations off there first.")


def launch(
    *, mechanic: Mechanic, answers: Answers, title: Text, bounds: Bounds, now: bool, author: User, at: datetime,
    worth: int,
) -> Launched:  # fmt: skip
    """All of it or nothing: drafts, published when `now`. `worth`: kopecks that a BONUS point pays for, by which a
    budget in roubles is counted in points for an event.

    Raises InvalidRule, CodeRefused, CodeTaken, InvitationsOn, and for `now` what `publish`, `save_trigger` and
    `save_programme` raise.
    """
    made = mechanic.make(answers)
    bounds = of_part(made, bounds)
    with transaction.atomic():
        invitations = event = None
        if made.invitations is not None:
            invitations = _invitations(made.invitations, bounds, now, author, at, worth)
        if made.event is not None:
            event = _event(mechanic, made.event, title, bounds, now, author, at, worth)
        if any(_speaks_of(raw, STAMP) for _suffix, raw in made.campaigns):
            add_unit(code=STAMP, name_ru="Штампы", name_en="Stamps", forms_ru=STAMPS.forms_ru, forms_en=STAMPS.forms_en)
        found = definitions(mechanic, made, title, bounds)
        if made.code_word:
            _batch(made, code=found[0]["code"], title=title, bounds=bounds, author=author, at=at)
        drafts = [save_draft(raw=raw, author=author) for raw in found]
        for draft in drafts if now else ():
            reason = str(mechanic.title)
            publish(code=draft.code, author=author, reason=reason, at=at, waived=bounds.waived)
            draft.refresh_from_db()
        return Launched(campaigns=tuple(drafts), event=event, invitations=invitations)


def of_part(made: Made, bounds: Bounds) -> Bounds:
    """What bounds each part: whoever invites and the friend share the budget half and half. Invitations go on until
    they are switched off, and so does the friend's benefit."""
    if made.invitations is None:
        return bounds
    each = None if bounds.kopecks_a_month is None else max(1, bounds.kopecks_a_month // 2)
    return replace(bounds, kopecks_a_month=each, waived={*bounds.waived, "end"})


def definitions(mechanic: Mechanic, made: Made, title: Text, bounds: Bounds) -> list[dict[str, Any]]:
    """The stored forms, with codes that are free and, on what costs, the budget. Two queries for each."""
    found: list[dict[str, Any]] = []
    for suffix, raw in made.campaigns:
        code = free_code(code=mechanic.code, taken=frozenset(one["code"] for one in found))
        if made.code_word:  # the batch is called as the first campaign
            opened = {"coupon": {"batches": [found[0]["code"] if found else code]}}
            raw = {**raw, "when": {"all": [opened, *raw["when"]["all"]]}}
        budgets = []
        if bounds.kopecks_a_month is not None and _costs(raw):
            budgets = [{"metric": "margin", "limit": bounds.kopecks_a_month, "period": "month"}]
        if bounds.gifts_a_month is not None:
            budgets = [{"metric": "uses", "limit": bounds.gifts_a_month, "period": "month"}]
        found.append(
            {
                **raw, "code": code, "title": _titled(title, suffix), "budgets": budgets,
                "ends_at": bounds.ends_at and bounds.ends_at.isoformat(),
            }
        )  # fmt: skip
    return found


def _event(
    mechanic: Mechanic, terms: dict[str, Any], title: Text, bounds: Bounds, now: bool, author: User, at: datetime,
    worth: int,
) -> TriggerCampaign:  # fmt: skip
    code, n = mechanic.code, 1
    while TriggerCampaign.objects.filter(code=code).exists():
        n += 1
        code = f"{mechanic.code}-{n}"
    return save_trigger(
        code=code, title_ru=title.ru, title_en=title.en, terms={**terms, "budget": points_a_month(bounds, worth)},
        is_on=now, author=author, at=at,
    )  # fmt: skip


def points_a_month(bounds: Bounds, worth: int) -> dict[str, Any] | None:
    """The budget in points, at least one: the smallest sum bounds, too."""
    if bounds.kopecks_a_month is None:
        return None
    return {"limit": max(1, bounds.kopecks_a_month // worth), "period": "month"}


def _invitations(
    terms: dict[str, Any], bounds: Bounds, now: bool, author: User, at: datetime, worth: int
) -> int:  # fmt: skip
    """What was not asked stays as it was set: the signs of one person, the words that friends are sent."""
    holds = in_force()
    if holds is not None and holds.is_on:
        raise InvitationsOn
    kept = msgspec.to_builtins(holds.terms if holds else Terms(points=1))
    return save_programme(
        terms={**kept, **terms, "unit": BONUS, "budget": points_a_month(bounds, worth)}, is_on=now, author=author,
        at=at, based_on=holds.number if holds else 0,
    )  # fmt: skip


def _batch(made: Made, *, code: str, title: Text, bounds: Bounds, author: User, at: datetime) -> None:
    terms = BatchTerms(name=title.ru, valid_until=bounds.ends_at, limit_each=made.uses)
    batch = save_batch(code=code, kind=CouponBatch.Kind.SHARED, terms=terms, author=author, at=at)
    add_codes(batch=batch, codes=[made.code_word])


def _titled(title: Text, suffix: Words) -> dict[str, str]:
    named = {}
    for language, said in (("ru", title.ru), ("en", title.en)):
        with translation.override(language):
            named[language] = f"{said}: {suffix}" if suffix else said
    return named


def _costs(raw: dict[str, Any]) -> bool:
    """Whether anything in it costs money or points that pay; stamps by themselves do not."""
    effects = [EFFECTS.parse(one, "") for one in raw["effects"]]
    return any(effect.costs and getattr(effect, "unit", "") != STAMP for effect in effects) or any(
        "pieces_for_units" in one for one in raw["effects"]
    )


def _speaks_of(raw: dict[str, Any], unit: str) -> bool:
    return any(params.get("unit") == unit for one in raw["effects"] for params in one.values())
