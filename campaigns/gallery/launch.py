"""Makes the campaigns, or the points for an event, of a mechanic from the answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from campaigns.campaign.models import Campaign
from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.effects.effect import EFFECTS
from campaigns.gallery.everyday import STAMP
from campaigns.gallery.mechanic import Answers, Made, Mechanic
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.save_trigger import save_trigger
from loyalty.ledger.add_unit import add_unit
from loyalty.purchase.outcomes import Text
from loyalty.refusals import Words
from loyalty.staff.models import User


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """`ends_at` None: never; `kopecks_a_month` None: as much as it takes. `waived`: what is missing on purpose."""

    ends_at: datetime | None
    kopecks_a_month: int | None
    waived: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Launched:
    """What was made: campaigns, the main one first, or points for an event."""

    campaigns: tuple[Campaign, ...] = ()
    event: TriggerCampaign | None = None


def launch(
    *, mechanic: Mechanic, answers: Answers, title: Text, bounds: Bounds, now: bool, author: User, at: datetime,
    worth: int,
) -> Launched:  # fmt: skip
    """All of it or nothing: drafts, published when `now`. `worth`: kopecks that a BONUS point pays for, by which a
    budget in roubles is counted in points for an event.

    Raises InvalidRule, and for `now` what `publish` and `save_trigger` raise.
    """
    made = mechanic.make(answers)
    with transaction.atomic():
        if made.event is not None:
            return Launched(event=_event(mechanic, made.event, title, bounds, now, author, at, worth))
        if any(_speaks_of(raw, STAMP) for _suffix, raw in made.campaigns):
            add_unit(
                code=STAMP,
                name_ru="Печати",
                name_en="Stamps",
                forms_ru="печать|печати|печатей",
                forms_en="stamp|stamps",
            )
        drafts = [save_draft(raw=raw, author=author) for raw in definitions(mechanic, made, title, bounds)]
        for draft in drafts if now else ():
            reason = str(mechanic.title)
            publish(code=draft.code, author=author, reason=reason, at=at, waived=bounds.waived)
            draft.refresh_from_db()
        return Launched(campaigns=tuple(drafts))


def definitions(mechanic: Mechanic, made: Made, title: Text, bounds: Bounds) -> list[dict[str, Any]]:
    """The stored forms, with codes that are free and, on what costs, the budget. One query for each."""
    found: list[dict[str, Any]] = []
    for suffix, raw in made.campaigns:
        code = _free_code(mechanic.code, {one["code"] for one in found})
        budgets = []
        if bounds.kopecks_a_month is not None and _costs(raw):
            budgets = [{"metric": "margin", "limit": bounds.kopecks_a_month, "period": "month"}]
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
    points = 0 if bounds.kopecks_a_month is None else bounds.kopecks_a_month // worth
    budget = {"limit": points, "period": "month"} if points else None
    return save_trigger(
        code=code, title_ru=title.ru, title_en=title.en, terms={**terms, "budget": budget}, is_on=now, author=author,
        at=at,
    )  # fmt: skip


def _free_code(code: str, taken: set[str]) -> str:
    used = taken | set(Campaign.objects.filter(code__startswith=code).values_list("code", flat=True))
    return next(one for one in (code, *(f"{code}-{n}" for n in range(2, len(used) + 3))) if one not in used)


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
