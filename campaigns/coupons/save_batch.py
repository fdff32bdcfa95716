"""Makes a batch of codes, or changes its terms."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.random_codes import check_pattern
from loyalty.audit.actor import current_actor
from loyalty.refusals import Refusal, Words
from loyalty.staff.models import User


@dataclass(frozen=True, kw_only=True)
class BatchTerms:
    """As in CouponBatch; what is not named is not limited."""

    name: str
    pattern: str = ""
    alphabet: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    days_valid: int | None = None
    limit_each: int | None = None
    limit_total: int | None = None
    limit_member: int | None = None
    limit_period: int | None = None
    period: str = ""
    recipient_only: bool = False
    shops: tuple[str, ...] = ()
    returns_on_cancel: bool = True
    returns_on_return: bool = True
    reservation_minutes: int = 15
    makes_more: bool = False
    gives_ru: str = ""
    gives_en: str = ""
    terms_ru: str = ""
    terms_en: str = ""


class BatchRefused(Refusal):
    """`field` names the term at fault."""

    code: ClassVar[str] = "coupon_batch_refused"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The batch cannot have these terms")


# Where the window has become longer, what had expired works again: it did so already, now the lists follow.
_REVIVE = """
with alive as (
  update campaigns_coupon c set state = case when c.issued_at is null then 'created' else 'issued' end
  where c.batch_id = %(batch)s and c.state = 'expired'
    and coalesce(coalesce(c.expires_at, %(until)s::timestamptz) > %(at)s, true)
  returning c.id, c.member_id
)
insert into campaigns_couponentry (coupon_id, act, member_id, period_key, campaigns, discount_kopecks, over, reason,
  principal, principal_id, at)
select id, 'extended', member_id, '', '{}', 0, false, '', %(principal)s, %(principal_id)s, %(at)s from alive
"""


def save_batch(*, code: str, kind: str, terms: BatchTerms, author: User | None, at: datetime) -> CouponBatch:
    """The batch with these terms, in force from the next quote on. Its kind stays what it was made as. Raises
    BatchRefused, and WrongPattern for a pattern whose codes could be guessed."""
    _check(kind, terms)
    values = {**asdict(terms), "shops": list(terms.shops)}
    with transaction.atomic():
        batch = CouponBatch.objects.select_for_update(no_key=True).filter(code=code).first()
        if batch is None:
            return CouponBatch.objects.create(code=code, kind=kind, made_by=author, **values)
        if batch.kind != kind:
            raise BatchRefused(field="kind", detail=_("The kind of a batch does not change; make another batch."))
        for name, value in values.items():
            setattr(batch, name, value)
        batch.save(update_fields=list(values))
        who = current_actor()
        with connection.cursor() as cursor:
            cursor.execute(
                _REVIVE,
                {"batch": batch.pk, "until": terms.valid_until, "at": at, "principal": who.kind,
                 "principal_id": who.id},
            )  # fmt: skip
        return batch


def _check(kind: str, terms: BatchTerms) -> None:
    if terms.pattern:
        check_pattern(terms.pattern)
    elif terms.makes_more:
        raise BatchRefused(field="pattern", detail=_("New codes need a pattern."))
    if kind == CouponBatch.Kind.SINGLE and terms.limit_each != 1:
        raise BatchRefused(field="limit_each", detail=_("A single-use code has one use."))
    if terms.valid_from and terms.valid_until and terms.valid_until <= terms.valid_from:
        raise BatchRefused(field="valid_until", detail=_("The end has to come after the beginning."))
    if bool(terms.period) != (terms.limit_period is not None):
        raise BatchRefused(field="limit_period", detail=_("A limit in a period needs both the number and the period."))
    if not 1 <= terms.reservation_minutes <= 1_440:
        raise BatchRefused(field="reservation_minutes", detail=_("From one minute to a day."))
