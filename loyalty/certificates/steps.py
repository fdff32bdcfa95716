"""The story of a certificate: every step with who took it, where and for which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.certificates.models import CertificateStep
from loyalty.ledger.cause import Cause, Principal


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened, to be written by `tell`; `kopecks` are signed where money moved, `told` is a person's reason."""

    certificate_id: int
    kind: str
    kopecks: int = 0
    hold_id: int | None = None
    reference: str = ""
    told: str = ""


def tell(steps: Sequence[Step], *, cause: Cause, at: datetime) -> None:
    """Write steps down, in the transaction of what they tell of. One query, none without steps."""
    if not steps:
        return
    CertificateStep.objects.bulk_create(
        CertificateStep(
            certificate_id=step.certificate_id, kind=step.kind, kopecks=step.kopecks, order_id=cause.order_id,
            shop_id=cause.shop_id, hold_id=step.hold_id, reference=step.reference, reason=step.told,
            principal=cause.principal.kind, principal_id=cause.principal.id, at=at,
        )
        for step in steps
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step as staff read it; `order` and `shop` are what people call them."""

    kind: str
    label: str
    kopecks: int
    order_id: int | None
    order: str
    shop: str
    reference: str
    reason: str
    principal: Principal
    hold_id: int | None
    at: datetime


def story_of(*, certificate_id: int) -> tuple[StepView, ...]:
    """Every step, oldest first. One query."""
    rows = CertificateStep.objects.filter(certificate_id=certificate_id).select_related("order", "shop").order_by("pk")
    return tuple(
        StepView(
            kind=row.kind, label=str(CertificateStep.Kind(row.kind).label), kopecks=row.kopecks, order_id=row.order_id,
            order=row.order.external_id if row.order else "", shop=row.shop.name if row.shop else "",
            reference=row.reference, reason=row.reason, principal=Principal(row.principal, row.principal_id),
            hold_id=row.hold_id, at=row.at,
        )
        for row in rows
    )  # fmt: skip
