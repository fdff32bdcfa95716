"""Campaigns that run, put there by the real verbs."""

from typing import Any

from django.db import connection

from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.triggers.give import give
from campaigns.triggers.save_trigger import save_trigger
from loyalty import clock
from loyalty.events.models import Event
from loyalty.events.react import Happened
from loyalty.events.receive import receive
from loyalty.events.relay import relay
from loyalty.ledger.models import Unit
from loyalty.ledger.open_balance import open_balance
from loyalty.ledger.owner import Owner
from loyalty.proofs import proofs
from loyalty.staff.models import User
from tests.builders import NOON

OF_CAMPAIGNS = ("Q-40", "Q-41", "Q-42")


def definition(code: str, *effects: dict[str, Any], lane: str = "goods", **parts: Any) -> dict[str, Any]:
    """The stored form of a campaign, as small as it can be."""
    return {"code": code, "title": {"ru": f"Акция {code}", "en": f"Campaign {code}"}, "lane": lane,
            "effects": list(effects), **parts}  # fmt: skip


def a_campaign(code: str, *effects: dict[str, Any], lane: str = "goods", **parts: Any) -> int:
    """Published; its version's number."""
    save_draft(raw=definition(code, *effects, lane=lane, **parts), author=None)
    return publish(code=code, author=None, reason="test", at=NOON)


def a_reward(code: str, *, shop: int, member: int, author: User | None = None, **terms: Any) -> int:
    """Points for a review, with one review that brought them; the trigger's number."""
    trigger = save_trigger(
        code=code, title_ru="за отзыв", title_en="for a review", is_on=True, author=author, at=NOON,
        terms={"event": "shop.review", "points": 100, **terms},
    )  # fmt: skip
    assert trigger.version is not None
    receive(shop_id=shop, external_id=code, type_="review", member_id=member, at=NOON, attributes={})
    told = Event.objects.filter(kind="shop.review").latest("pk")
    happened = Happened(
        id=told.pk, kind=told.kind, member_id=member, shop_id=shop, payload=told.payload, at=told.at
    )  # fmt: skip
    give(version=trigger.version, event=happened, at=NOON)
    return trigger.pk


def with_stamps(member: int, stamps: int) -> int:
    """The member, who has so many stamps (a unit that is not spent at will)."""
    Unit.objects.get_or_create(
        code="STAMP",
        defaults={
            "name_ru": "Штампы",
            "name_en": "Stamps",
            "forms_ru": "штамп|штампа|штампов",
            "forms_en": "stamp|stamps",
        },
    )
    open_balance(
        owner=Owner.member(member), unit="STAMP", points=stamps, expires_at=None, at=NOON,
        natural_key=f"stamps:{member}",
    )  # fmt: skip
    return member


def deliver_all() -> None:
    """Every event that is due, to whom it concerns."""
    while relay(at=clock.now()).claimed:
        pass


def laws_hold() -> bool:
    """The proofs of budgets over what is there."""
    with connection.cursor() as cursor:
        for code, proof in proofs:
            if code in OF_CAMPAIGNS:
                cursor.execute(f"select count(*) from ({proof.sql}) as checked(id, broken) where broken", {"at": NOON})
                if cursor.fetchone()[0]:
                    return False
    return True
