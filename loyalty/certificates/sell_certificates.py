"""Makes and activates the certificates of an order that was paid for."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.activate import activate
from loyalty.certificates.cards import CardNotForSale, is_for_sale
from loyalty.certificates.issue import NewCertificate, issue
from loyalty.certificates.models import Certificate
from loyalty.certificates.sold import IssuedCertificate, SoldLine, issued
from loyalty.ledger.cause import Cause


def sell_certificates(
    *, lines: Sequence[SoldLine], member_id: int | None, cause: Cause, at: datetime, must: bool = False
) -> tuple[IssuedCertificate, ...]:
    """Cards are activated by their line, the rest are issued with codes of their own; the order's member finds what was
    issued in the cabinet. In the order of the lines.

    CardNotForSale; with `must` the sale has happened, and a certificate with a new code takes the card's place. No
    query without lines, else at most fifteen, however many.
    """
    if not lines:
        return ()
    cards = {line.card_id: line for line in lines if line.card_id is not None}
    locked = lock_certificates(cards, at=at)
    sold = {one for one, line in cards.items() if _prepare(locked[one], line, cause, must)}
    if sold:
        Certificate.objects.bulk_update([locked[one].row for one in sold], ["order", "line_id", "nominal_kopecks"])
    new = [
        NewCertificate(
            product_id=line.product.pk, nominal_kopecks=line.nominal_kopecks, order_id=cause.order_id,
            line_id=line.line_id, member_id=member_id,
        )
        for line in lines
        if line.card_id not in sold
        for _piece in range(line.pieces)
    ]  # fmt: skip
    made = issue(new=new, cause=cause, at=at) if new else ()
    active = activate(certificate_ids=[*sold, *made], cause=cause, at=at)
    place = {line.line_id: index for index, line in enumerate(lines)}
    rows = sorted((one.row for one in active.values()), key=lambda row: (place[row.line_id], row.pk))
    return tuple(issued(row) for row in rows)


def _prepare(one: Locked, line: SoldLine, cause: Cause, must: bool) -> bool:
    if not is_for_sale(one.row, line, order_id=cause.order_id):
        if must:
            return False
        raise CardNotForSale(field=line.line_id)
    one.row.order_id, one.row.line_id, one.row.nominal_kopecks = cause.order_id, line.line_id, line.nominal_kopecks
    return True
