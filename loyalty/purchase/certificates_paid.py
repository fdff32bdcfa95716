"""The part of what is to pay that certificates pay: money, taken last, so no discount, floor or point knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.money import split
from loyalty.purchase.cart import CartCertificate
from loyalty.purchase.decision import CertificatePaid, Step
from loyalty.purchase.facts import CertificateFacts


@dataclass(frozen=True, kw_only=True)
class CertificatesPaid:
    """`kopecks` are aligned with what was due, and add up to what the certificates pay."""

    certificates: tuple[CertificatePaid, ...] = ()
    kopecks: tuple[int, ...]
    steps: tuple[Step, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.kopecks)


def pay_with_certificates(
    *,
    asked: Sequence[CartCertificate],
    facts: Sequence[CertificateFacts],
    due: Sequence[int],
    line_ids: Sequence[str | None],
) -> CertificatesPaid:
    """`due`: kopecks that may be paid so, of each line and of delivery (0 for a certificate that is sold). Each
    certificate pays what those before it left, at most what is free on it and what was asked of it; the sum is split
    over what is due by largest remainder."""
    if not asked:
        return CertificatesPaid(kopecks=(0,) * len(due))
    left = sum(due)
    paid = []
    for wish, found in zip(asked, facts, strict=True):
        most = found.available_kopecks if found.usable else 0
        kopecks = min(left, most if wish.kopecks is None else min(most, wish.kopecks))
        left -= kopecks
        paid.append(
            CertificatePaid(
                id=wish.id, tail=found.tail, requested=wish.kopecks, available_kopecks=most, kopecks=kopecks
            )
        )
    total = sum(one.kopecks for one in paid)
    parts = split(total, due) if total else [0] * len(due)
    return CertificatesPaid(
        certificates=tuple(paid), kopecks=tuple(parts), steps=tuple(_steps(paid, total, due, parts, line_ids))
    )


def _steps(
    paid: Sequence[CertificatePaid],
    total: int,
    due: Sequence[int],
    parts: Sequence[int],
    line_ids: Sequence[str | None],
) -> list[Step]:
    steps = [
        Step(
            code="certificate_paid",
            numbers={
                "certificate": one.tail, "available_kopecks": one.available_kopecks, "result_kopecks": one.kopecks,
            },
        )
        for one in paid
    ]  # fmt: skip
    for line_id, weight, part in zip(line_ids, due, parts, strict=True):
        if part:
            steps.append(
                Step(
                    code="certificate_paid_share",
                    line_id=line_id,
                    numbers={
                        "total_kopecks": total, "weight_kopecks": weight, "payable_kopecks": sum(due),
                        "result_kopecks": part,
                    },
                )
            )  # fmt: skip
    return steps
