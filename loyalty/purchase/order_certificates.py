"""How an order moves the money of the certificates that pay for it, on locked books; the caller posts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import CertificateInsufficient, Locked
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import CertificateStep, OrderCertificate
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.book import Hold
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import burn, capture, hold, release
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import CertificatePaid, Decision
from loyalty.purchase.facts import Facts
from loyalty.refusals import Refusal, Words

Certificates = Mapping[int, Locked]


class CertificateExceedsOrder(Refusal):
    """Facts: `max_kopecks`, what is left to pay with it."""

    code: ClassVar[str] = "certificate_exceeds_order"
    title: ClassVar[Words] = _("More is asked of the certificate than there is to pay")
    hint: ClassVar[Words] = _("Ask for at most `max`, or leave the amount out.")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one certificate's part: kopecks taken or held; `short` was not there any more."""

    certificate_id: int
    kopecks: int
    short: int = 0
    hold: Hold | None = None


def check_usable(cart: Cart, facts: Facts) -> None:
    """CertificateNotValid, naming the first of the cart's that cannot pay."""
    for index, found in enumerate(facts.certificates):
        if not found.usable:
            raise CertificateNotValid(field=f"certificates[{index}].code")


def check_exact(decision: Decision) -> None:
    """An order takes exactly what was asked of a certificate: CertificateInsufficient with what is on it, or
    CertificateExceedsOrder with what is left to pay."""
    for index, one in enumerate(decision.certificates):
        if one.requested is None or one.kopecks == one.requested:
            continue
        field = f"certificates[{index}].amount"
        if one.available_kopecks < one.requested:
            raise CertificateInsufficient(field=field, available_kopecks=one.available_kopecks)
        raise CertificateExceedsOrder(field=field, max_kopecks=one.kopecks)


def can_pay(decision: Decision, certificates: Certificates, at: datetime) -> bool:
    """Whether the certificates still hold what was promised of them."""
    now = {one.id: certificates[one.id].standing(at) for one in _paying(decision)}
    return all(now[one.id].usable and now[one.id].available_kopecks >= one.kopecks for one in _paying(decision))


def reserve_certificates(
    certificates: Certificates, decision: Decision, *, until: datetime, cause: Cause, at: datetime
) -> list[Taken]:
    """Hold what each certificate is to pay."""
    taken = []
    for one in _paying(decision):
        book = certificates[one.id].book
        lasts = until + (book.instant(at) - at)
        made = hold(book, one.kopecks, expires_at=lasts, cause=cause, key=_key(cause, one.id), at=at)
        taken.append(Taken(certificate_id=one.id, kopecks=one.kopecks, hold=made))
    return taken


def charge_certificates(
    certificates: Certificates, decision: Decision, *, cause: Cause, at: datetime, may_be_short: bool = False
) -> list[Taken]:
    """Take what each certificate pays, from the order's open hold where there is one.

    With `may_be_short` the sale has happened: of what is gone, or on a certificate that cannot pay any more, as much is
    taken as there is, and the rest is told.
    """
    taken = []
    for one in _paying(decision):
        locked = certificates[one.id]
        book, kopecks = locked.book, one.kopecks
        held = next((each for each in book.holds if each.order_id == cause.order_id and each.state == "open"), None)
        if held is not None:
            capture(book, held, kopecks, cause=cause, at=at)
        else:
            if may_be_short:
                kopecks = min(kopecks, locked.standing(at).available_kopecks)
            if kopecks:
                burn(book, kopecks, cause=cause, key=_key(cause, one.id), at=at)
        taken.append(Taken(certificate_id=one.id, kopecks=kopecks, short=one.kopecks - kopecks))
    return taken


def free_certificates(certificates: Certificates, *, cause: Cause, at: datetime) -> list[Step]:
    """Release the order's open holds, those it still has."""
    steps = []
    for certificate_id, locked in certificates.items():
        for held in locked.book.holds:
            if held.order_id == cause.order_id and held.state == "open":
                release(locked.book, held, cause=cause, at=at)
                steps.append(
                    Step(
                        certificate_id=certificate_id, kind=CertificateStep.Kind.RELEASED, kopecks=held.amount,
                        hold_id=held.id,
                    )
                )  # fmt: skip
    return steps


def remember_payment(taken: Sequence[Taken], *, order_id: int, cause: Cause, at: datetime, is_new: bool) -> None:
    """Write down what certificates pay of a new order, or took of one that is completed; call once posted. At most two
    queries and one for each that came short, none for an order without certificates."""
    if not taken:
        return
    if is_new:
        OrderCertificate.objects.bulk_create(
            OrderCertificate(
                order_id=order_id, certificate_id=one.certificate_id, paid_kopecks=one.kopecks + one.short,
                short_kopecks=one.short,
            )
            for one in taken
        )  # fmt: skip
    for one in taken:
        if one.short and not is_new:
            rows = OrderCertificate.objects.filter(order_id=order_id, certificate_id=one.certificate_id)
            rows.update(short_kopecks=one.short)
    tell([_told(one) for one in taken], cause=cause, at=at)


def paying_certificates(order_id: int) -> list[int]:
    """Ids of the certificates that pay an order. One query."""
    return list(OrderCertificate.objects.filter(order_id=order_id).values_list("certificate_id", flat=True))


def _told(one: Taken) -> Step:
    if one.hold is not None:
        return Step(
            certificate_id=one.certificate_id, kind=CertificateStep.Kind.HELD, kopecks=one.kopecks, hold_id=one.hold.id
        )
    return Step(certificate_id=one.certificate_id, kind=CertificateStep.Kind.PAID, kopecks=-one.kopecks)


def _paying(decision: Decision) -> list[CertificatePaid]:
    return [one for one in decision.certificates if one.kopecks]


def _key(cause: Cause, certificate_id: int) -> str:
    return f"order:{cause.order_id}:certificate:{certificate_id}"
