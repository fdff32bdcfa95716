"""Certificates as goods of an order."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.certificates.code import opened
from loyalty.certificates.models import Certificate, CertificateProduct


@dataclass(frozen=True, kw_only=True)
class SoldLine:
    """A line of an order that is certificates of a kind of ours: `pieces` of `nominal_kopecks` each; or one card, whose
    code the till has scanned."""

    line_id: str
    product: CertificateProduct
    nominal_kopecks: int
    pieces: int
    card_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class IssuedCertificate:
    """A certificate that an order sold, for its receipt. The code is money: it goes to the till that sold it, and into
    no log."""

    id: int
    line_id: str
    code: str
    nominal_kopecks: int
    valid_until: datetime | None


def issued_by(*, order_id: int) -> tuple[IssuedCertificate, ...]:
    """What an order sold and activated. One query."""
    rows = Certificate.objects.filter(order_id=order_id, activated_at__isnull=False).order_by("pk")
    return tuple(issued(row) for row in rows)


def issued(row: Certificate) -> IssuedCertificate:
    """The same of a row already read. No query."""
    return IssuedCertificate(
        id=row.pk, line_id=row.line_id, code=opened(bytes(row.sealed)), nominal_kopecks=row.nominal_kopecks,
        valid_until=row.valid_until,
    )  # fmt: skip
