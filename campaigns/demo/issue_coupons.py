"""Makes the coupons of a demo: a code for everybody, and a pool of which some members have codes already."""

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.coupons.add_codes import add_codes
from campaigns.coupons.issue_coupon import IssuedFor, issue_coupon
from campaigns.coupons.make_codes import make_codes
from campaigns.coupons.mark_seen import mark_seen
from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.random_codes import ALPHABET
from campaigns.coupons.save_batch import BatchTerms, save_batch
from loyalty.members.models import Member
from loyalty.program.current import program

CODES, ISSUED, SEEN = 500, 60, 20


def issue_coupons(*, at: datetime) -> int:
    """How many were issued; none where there are batches already, which whoever tries the demo may have changed."""
    with transaction.atomic():
        if CouponBatch.objects.exists():
            return 0
        autumn = BatchTerms(
            name="Промокод осени", gives_ru="500 ₽ на покупку", gives_en="500 roubles off", limit_total=1_000,
            terms_ru="При покупке товаров от 2 500 ₽, один раз", terms_en="For goods from 2,500 roubles, once",
            limit_member=1, valid_until=at + timedelta(days=60),
        )  # fmt: skip
        add_codes(batch=_saved("autumn", CouponBatch.Kind.SHARED, autumn, at), codes=["AUTUMN-500"])
        next_visit = BatchTerms(
            name="Купон на следующую покупку", gives_ru="Скидка 15 % на покупку", gives_en="15 % off a purchase",
            terms_ru="Не больше 1 500 ₽", terms_en="At most 1,500 roubles", limit_each=1, days_valid=30,
            pattern="NEXT-####-####-##", alphabet=ALPHABET, makes_more=True,
        )  # fmt: skip
        make_codes(batch=_saved("next-visit", CouponBatch.Kind.SINGLE, next_visit, at), count=CODES)
        return _issue(at)


def _saved(code: str, kind: str, terms: BatchTerms, at: datetime) -> CouponBatch:
    return save_batch(code=code, kind=kind, terms=terms, author=None, at=at)


def _issue(at: datetime) -> int:
    members = list(
        Member.objects.filter(state=Member.State.ACTIVE).order_by("pk").values_list("pk", flat=True)[:ISSUED]
    )
    zone = program().zone
    for place, member in enumerate(members):
        to = IssuedFor(source=Coupon.Source.STAFF, member_id=member, reason="Спасибо, что вы с нами")
        issued = issue_coupon(batch="next-visit", to=to, zone=zone, at=at)
        if place < SEEN:
            mark_seen(member_id=member, coupon_ids=[issued.id], at=at)
    return len(members)
