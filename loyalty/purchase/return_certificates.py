"""What a return does to certificates: money goes back to those that paid, those that were sold are given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep, OrderCertificate
from loyalty.certificates.replace import forward
from loyalty.certificates.steps import Step
from loyalty.ledger.book import Book
from loyalty.ledger.burnt_parts import burnt_parts
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import claw_back, give_back
from loyalty.money import MILLI
from loyalty.program.settings import Programme
from loyalty.program.validity import midnight
from loyalty.purchase.facts import Facts
from loyalty.purchase.returning import Returning
from loyalty.refusals import Refusal, Words

_CHAIN = """
with recursive chain as (
  select id from loyalty_certificate where id = any(%s)
  union select c.id from loyalty_certificate c join chain on c.replaces_id = chain.id
) select id from chain
"""


class CertificateUsed(Refusal):
    code: ClassVar[str] = "certificate_used"
    title: ClassVar[Words] = _("A certificate that was used, topped up or replaced is not taken back")
    hint: ClassVar[Words] = _("Return the goods that it paid for first.")


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """The rows of what paid, in the order they paid, with ids of all that took their place; ids of certificates sold in
    the lines that come back; and all of them once they are `locked`."""

    paid: Sequence[OrderCertificate]
    chain: Sequence[int]
    sold: Mapping[str, Sequence[int]]
    locked: dict[int, Locked] = field(default_factory=dict)

    def ids(self) -> set[int]:
        """Everything to be locked, with the certificates that took the place of others."""
        return {*self.chain, *(one for ids in self.sold.values() for one in ids)}

    def books(self) -> list[Book]:
        """To be posted."""
        return [one.book for one in self.locked.values()]


def concerned(*, order_id: int, facts: Facts, line_ids: Sequence[str], returning: Returning, pays: bool) -> Concerned:
    """`pays`: the order was paid with certificates. `line_ids` are those of the facts' goods. No query for an order
    that neither sold certificates nor was paid with any."""
    paid = list(OrderCertificate.objects.filter(order_id=order_id).order_by("pk")) if pays else []
    chain = [row.pk for row in Certificate.objects.raw(_CHAIN, [[one.certificate_id for one in paid]])] if paid else []
    goods = dict(zip(line_ids, facts.goods, strict=True))
    back = [one.line_id for one in returning.lines if one.line_id in goods and goods[one.line_id].is_certificate]
    rows = Certificate.objects.filter(order_id=order_id, line_id__in=back, activated_at__isnull=False) if back else ()
    sold: dict[str, list[int]] = {}
    for row in rows:
        sold.setdefault(row.line_id, []).append(row.pk)
    return Concerned(paid=paid, chain=chain, sold=sold)


def return_certificates(
    *,
    kopecks: int,
    returning: Returning,
    concerned: Concerned,
    programme: Programme,
    cause: Cause,
    key: str,
    at: datetime,
) -> list[Step]:
    """Put `kopecks` back on what paid, and undo the sale of certificates that come back. Moves locked books and rows,
    which the caller posts and saves. CertificateUsed."""
    steps = _put_back(kopecks, concerned, programme, cause, key, at)
    return steps + _take_back(returning, concerned, cause, key, at)


def save_rows(concerned: Concerned) -> None:
    """What that changed. At most two queries, none where there are no certificates."""
    if concerned.paid:
        OrderCertificate.objects.bulk_update(concerned.paid, ["returned_kopecks"])
    if concerned.locked:
        rows = [one.row for one in concerned.locked.values()]
        Certificate.objects.bulk_update(rows, ["state", "valid_until", "expired_at"])


def _put_back(
    kopecks: int, concerned: Concerned, programme: Programme, cause: Cause, key: str, at: datetime
) -> list[Step]:
    """The last that paid first; or what replaced it. One that has expired can pay again for the days of grace."""
    steps: list[Step] = []
    for row in reversed(concerned.paid):
        back = min(kopecks, row.paid_kopecks - row.short_kopecks - row.returned_kopecks)
        if back <= 0:
            continue
        kopecks -= back
        row.returned_kopecks += back
        one, its_key = concerned.locked[row.certificate_id], f"{key}:{row.certificate_id}"
        parts = burnt_parts(one.book, order_id=row.order_id)
        give_back(one.book, back, parts, renewed_until=at, cause=cause, key=its_key, at=at)
        steps.append(Step(certificate_id=row.certificate_id, kind=CertificateStep.Kind.RETURNED, kopecks=back))
        one, moved = _to_its_place(one, back, concerned.locked, cause, its_key, at)
        steps += moved
        _give_time(one.row, programme, at)
    return steps


def _take_back(returning: Returning, concerned: Concerned, cause: Cause, key: str, at: datetime) -> list[Step]:
    """Unused ones that were sold: their money is gone, and they open nothing."""
    steps = []
    for index, line in enumerate(returning.lines):
        if line.line_id not in concerned.sold:
            continue
        pieces, part = divmod(line.quantity_milli, MILLI)
        unused = [one for one in concerned.sold[line.line_id] if _is_unused(concerned.locked[one])]
        if part or len(unused) < pieces:
            raise CertificateUsed(field=f"lines[{index}].quantity")
        for certificate_id in sorted(unused)[:pieces]:
            one = concerned.locked[certificate_id]
            nominal = one.row.nominal_kopecks
            claw_back(one.book, nominal, debt=False, cause=cause, key=f"{key}:{certificate_id}", at=at)
            one.row.state = Certificate.State.ANNULLED
            kind = CertificateStep.Kind.SALE_RETURNED
            steps.append(Step(certificate_id=certificate_id, kind=kind, kopecks=-nominal))
    return steps


def _is_unused(one: Locked) -> bool:
    mine = one.row.state in (Certificate.State.ACTIVE, Certificate.State.BLOCKED)
    return mine and one.book.active == one.row.nominal_kopecks and one.book.held == 0


def _to_its_place(
    one: Locked, kopecks: int, locked: dict[int, Locked], cause: Cause, key: str, at: datetime
) -> tuple[Locked, list[Step]]:
    """The certificate that stands in this one's place at last, with the money moved to it."""
    steps = []
    while one.row.state == Certificate.State.REPLACED:
        target = _replacement(one, locked, at)
        forward(one.book, target, kopecks, cause=cause, key=f"{key}:{target.row.pk}", at=at)
        steps.append(Step(certificate_id=one.row.pk, kind=CertificateStep.Kind.REPLACED, kopecks=-kopecks))
        steps.append(Step(certificate_id=target.row.pk, kind=CertificateStep.Kind.RETURNED, kopecks=kopecks))
        one = target
    return one, steps


def _replacement(one: Locked, locked: dict[int, Locked], at: datetime) -> Locked:
    for target in locked.values():
        if target.row.replaces_id == one.row.pk:
            return target
    found = Certificate.objects.get(replaces_id=one.row.pk).pk  # replaced between our look and our lock
    locked.update(lock_certificates([found], at=at))
    return locked[found]


def _give_time(row: Certificate, programme: Programme, at: datetime) -> None:
    day = at.astimezone(programme.zone).date() + timedelta(days=programme.settings.give_back_grace_days + 1)
    until = midnight(day, programme.zone)
    if row.valid_until is not None and row.valid_until <= at < until:
        row.valid_until, row.expired_at = until, None
