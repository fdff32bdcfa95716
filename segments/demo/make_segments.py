"""Makes the segments of a demo and an RFM analysis, with the weeks that they have lived through."""

from datetime import datetime, timedelta

from django.db import transaction

from loyalty.members.models import Member
from segments.rfm.save_model import save_model
from segments.rfm.snapshot import snapshot
from segments.segment.change_list import change_list
from segments.segment.models import Segment
from segments.segment.presets import PRESETS, LifeCycle
from segments.segment.refresh_due import refresh_due
from segments.segment.save_life_cycle import save_life_cycle
from segments.segment.save_segment import save_segment

WEEKS = 8
LIFE = LifeCycle(risk_days=10, asleep_days=21, lost_days=45, vip_kopecks=150_000)  # of people who buy every week
READY = ("discount-hunters", "birthday-soon", "burning-soon")
FRIENDS = 12


def make_segments(*, at: datetime) -> int:
    """How many there are now; none where there are segments already, which whoever tries the demo may have changed.
    Call outside any transaction."""
    if Segment.objects.exists():
        return 0
    first = at - timedelta(weeks=WEEKS)
    with transaction.atomic():
        _make(first)
    analysis = save_model(
        code="year", title_ru="Год покупок", title_en="A year of purchases", days=365, recency="purchase",
        frequency="orders", monetary="spent", groups=5, scoring="equal", at=first, author=None,
    )  # fmt: skip
    for week in range(WEEKS + 1):
        moment = first + timedelta(weeks=week)
        while refresh_due(at=moment):
            pass
        snapshot(model_id=analysis.pk, at=moment)
    return Segment.objects.count()


def _make(at: datetime) -> None:
    save_life_cycle(life=LIFE, author=None, at=at)
    for code in READY:
        preset = PRESETS[code]
        _save(code, preset.title_ru, preset.title_en, "dynamic", preset.rule(LIFE), at)
    _save("vip-leaving", "VIP, которых теряем", "VIPs about to leave", "sets",
          {"difference": ["vip", "active"]}, at)  # fmt: skip
    friends = _save("friends", "Друзья магазина", "Friends of the shop", "static", None, at)
    members = Member.objects.filter(state=Member.State.ACTIVE).order_by("pk").values_list("pk", flat=True)[:FRIENDS]
    change_list(segment_id=friends.pk, member_ids=list(members), enter=True, cause="demo", at=at)


def _save(code: str, title_ru: str, title_en: str, kind: str, definition: object, at: datetime) -> Segment:
    return save_segment(
        code=code, title_ru=title_ru, title_en=title_en, kind=kind, definition=definition, author=None, at=at
    )
