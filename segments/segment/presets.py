"""Ready definitions to begin with; the thresholds of the life cycle can be set."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from segments.segment.models import Segment


@dataclass(frozen=True, kw_only=True)
class LifeCycle:
    """Days and kopecks that tell the stages of a member's life apart: each begins where the one before ends."""

    new_days: int = 30
    risk_days: int = 45
    asleep_days: int = 90
    lost_days: int = 180
    vip_kopecks: int = 3_000_000


@dataclass(frozen=True, kw_only=True)
class Preset:
    title_ru: str
    title_en: str
    says: Words
    rule: Callable[[LifeCycle], dict[str, Any]]


def _all(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"all": list(parts)}


def _since(least: int | None, most: int | None = None) -> dict[str, Any]:
    bounds = {"at_least": least, "at_most": most}
    return {"days_since_order": {name: value for name, value in bounds.items() if value is not None}}


PRESETS: Mapping[str, Preset] = {
    "new": Preset(
        title_ru="Новые", title_en="New", says=_("joined not long ago"),
        rule=lambda life: _all({"member_days": {"at_most": life.new_days - 1}}),
    ),
    "active": Preset(
        title_ru="Активные", title_en="Active", says=_("have bought not long ago"),
        rule=lambda life: _all(_since(None, life.risk_days - 1)),
    ),
    "at-risk": Preset(
        title_ru="Под угрозой ухода", title_en="At risk", says=_("buy less often than the active do"),
        rule=lambda life: _all(_since(life.risk_days, life.asleep_days - 1)),
    ),
    "asleep": Preset(
        title_ru="Спящие", title_en="Asleep", says=_("have not bought for long"),
        rule=lambda life: _all(_since(life.asleep_days, life.lost_days - 1)),
    ),
    "lost": Preset(
        title_ru="Потерянные", title_en="Lost", says=_("have not bought for so long that they hardly come back"),
        rule=lambda life: _all(_since(life.lost_days)),
    ),
    "vip": Preset(
        title_ru="VIP", title_en="VIP", says=_("spend most"),
        rule=lambda life: _all({"spent": {"days": 365, "at_least": life.vip_kopecks}}),
    ),
    "one-time": Preset(
        title_ru="Купили один раз", title_en="One-time buyers", says=_("bought once and not again"),
        rule=lambda life: _all({"order_number": {"at_least": 2, "at_most": 2}}, _since(life.new_days)),
    ),
    "discount-hunters": Preset(
        title_ru="Охотники за скидками", title_en="Discount hunters", says=_("buy mostly at a discount"),
        rule=lambda life: _all(
            {"discount_share": {"days": 180, "at_least": 2_000}}, {"orders": {"days": 180, "at_least": 3}}
        ),
    ),
    "birthday-soon": Preset(
        title_ru="Скоро день рождения", title_en="Birthday soon", says=_("have their birthday within a week"),
        rule=lambda life: _all({"birthday": {"before": 7, "after": 0}}),
    ),
    "burning-soon": Preset(
        title_ru="Скоро сгорят баллы", title_en="Points burning soon", says=_("lose points within a fortnight"),
        rule=lambda life: _all({"burning": {"unit": "BONUS", "days": 14, "at_least": 1}}),
    ),
}  # fmt: skip
LIFE_CYCLE = ("new", "active", "at-risk", "asleep", "lost", "vip")
# Where each threshold stands in the stored segments, and what is to be added to it.
_STORED = {
    "new_days": ("new", "member_days", "at_most", 1), "risk_days": ("at-risk", "days_since_order", "at_least", 0),
    "asleep_days": ("asleep", "days_since_order", "at_least", 0),
    "lost_days": ("lost", "days_since_order", "at_least", 0), "vip_kopecks": ("vip", "spent", "at_least", 0),
}  # fmt: skip


def stored_life_cycle() -> LifeCycle:
    """The thresholds of the segments that are there; the usual ones of others, and where a rule was written anew. One
    query."""
    definitions = dict(Segment.objects.filter(code__in=LIFE_CYCLE).values_list("code", "definition"))
    found = asdict(LifeCycle())
    for name, (code, kind, param, more) in _STORED.items():
        match definitions.get(code):
            case {"all": [leaf]}:
                stored: Any = leaf
                value = stored.get(kind, {}).get(param)
                found[name] = found[name] if value is None else value + more
    return LifeCycle(**found)
