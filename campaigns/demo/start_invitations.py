"""Lets members of a demo invite friends, and has the first of them invite a few."""

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.referrals.advance import advance
from campaigns.referrals.give_code import give_code
from campaigns.referrals.models import ReferralProgramme
from campaigns.referrals.save_programme import save_programme
from campaigns.triggers.save_trigger import save_trigger
from loyalty.demo.members import interesting_members
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.members.models import Member
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.commit import commit
from loyalty.purchase.models import Order
from loyalty.shops.models import Shop

_TERMS = {
    "points": 300, "wait_days": 14, "least_kopecks": 50_000, "per_member": {"limit": 10, "period": "month"},
    "budget": {"limit": 100_000, "period": "month"},
}  # fmt: skip
_FRIENDS = (("Тамара", 20), ("Игорь", 5), ("Юлия", None))  # and how many days ago they bought


def start_invitations(*, at: datetime) -> None:
    """Nothing where there are terms already, which whoever tries the demo may have changed."""
    if ReferralProgramme.objects.exists():
        return
    with transaction.atomic():
        save_programme(terms=_TERMS, is_on=True, author=None, at=at)
        save_trigger(
            code="friend", title_ru="по приглашению друга", title_en="for coming by an invitation", is_on=True,
            author=None, at=at, terms={"event": "member.invited", "points": 100},
        )  # fmt: skip
        members = interesting_members(at=at)
        if members:
            _invite(members[0]["id"], at)
    advance(at=at)


def _invite(member_id: int, at: datetime) -> None:
    """One rewarded, one waiting, one who has not bought, and one who may be the member themselves."""
    code, shop = give_code(member_id=member_id), Shop.objects.order_by("pk")[0]
    for number, (name, days) in enumerate(_FRIENDS, start=1):
        joined = at - timedelta(days=(days or 1) + 1)
        friend = enrol(
            identities=[NewIdentity("external", f"friend-{number}")], first_name=name, referral=code, channel=shop.code,
            shop_id=shop.pk, proof={}, at=joined,
        ).member_id  # fmt: skip
        if days:
            line = CartLine(line_id="1", sku="GIFT", name="Кофе", quantity_milli=1_000, price_kopecks=89_000)
            commit(
                shop_id=shop.pk, integration_id=None, external_id=f"FRIEND-{number}", state=Order.State.COMPLETED,
                cart=Cart(member_id=friend, lines=(line,)), at=at - timedelta(days=days),
            )  # fmt: skip
    alike = Member.objects.get(pk=member_id)
    enrol(
        identities=[NewIdentity("external", "friend-4")], first_name=alike.first_name, last_name=alike.last_name,
        birthday=alike.birthday, referral=code, channel=shop.code, shop_id=shop.pk, proof={}, at=at,
    )  # fmt: skip
