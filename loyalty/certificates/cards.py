"""Cards that a till is selling: each waits for the payment of one order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.sold import SoldLine
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause
from loyalty.refusals import Refusal, Words


class CardNotForSale(Refusal):
    code: ClassVar[str] = "card_not_for_sale"
    title: ClassVar[Words] = _("This card cannot be sold: it was sold already, or is of another kind or amount")
    hint: ClassVar[Words] = _("Take another card.")


def is_for_sale(row: Certificate, line: SoldLine, *, order_id: int | None) -> bool:
    """A card of that kind that nobody has paid for, and that waits for no other order."""
    free = row.state == Certificate.State.CREATED and row.order_id in (None, order_id)
    return free and row.product_id == line.product.pk


def reserve_cards(*, lines: Sequence[SoldLine], cause: Cause, at: datetime) -> None:
    """The cards of a reserved order wait for it: another sale of one is refused. CardNotForSale. Seven queries, none
    without cards."""
    wanted = {line.card_id: line for line in lines if line.card_id is not None}
    locked = lock_certificates(wanted, at=at)
    for card_id, line in wanted.items():
        row = locked[card_id].row
        if not is_for_sale(row, line, order_id=cause.order_id):
            raise CardNotForSale(field=line.line_id)
        row.order_id, row.line_id = cause.order_id, line.line_id
    _write(locked, CertificateStep.Kind.RESERVED, cause, at)


def free_cards(*, certificate_ids: Iterable[int], cause: Cause, at: datetime) -> None:
    """The order that they waited for was cancelled: they can be sold. None without cards, else six queries."""
    locked = {
        one: found
        for one, found in lock_certificates(certificate_ids, at=at).items()
        if found.row.order_id == cause.order_id and found.row.state == Certificate.State.CREATED
    }
    for one in locked.values():
        one.row.order_id, one.row.line_id = None, ""
    _write(locked, CertificateStep.Kind.RELEASED, cause, at)


def _write(locked: dict[int, Locked], kind: str, cause: Cause, at: datetime) -> None:
    if locked:
        Certificate.objects.bulk_update([one.row for one in locked.values()], ["order", "line_id"])
        tell([Step(certificate_id=one, kind=kind) for one in locked], cause=cause, at=at)
