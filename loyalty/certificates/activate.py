"""Puts the money on certificates that were paid for: once, for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import Locked, for_ever, lock_certificates
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.nominal import check_nominal
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import earn
from loyalty.ledger.post import post
from loyalty.program.current import program
from loyalty.program.validity import midnight
from loyalty.refusals import Refusal, Words


class CertificateAlreadyActive(Refusal):
    code: ClassVar[str] = "certificate_already_active"
    title: ClassVar[Words] = _("This certificate has been activated before")
    hint: ClassVar[Words] = _("Sell another card; this one may have been stolen or sold already.")


def activate(
    *,
    certificate_ids: Sequence[int],
    cause: Cause,
    at: datetime,
    nominal_kopecks: int | None = None,
    reference: str = "",
    told: str = "",
) -> dict[int, Locked]:
    """They can pay from now on, for the days of their kind; by id. The caller knows that they were paid for.

    `nominal_kopecks` is what was paid where it is not what they were made with. A card that waits for an order is
    activated by that order alone. Raises CertificateAlreadyActive, CertificateNotValid, NominalNotSold. Seven queries,
    however many.
    """
    with transaction.atomic():
        locked = lock_certificates(certificate_ids, at=at)
        zone = program().zone
        for one in locked.values():
            _start(one, nominal_kopecks, cause, zone, at)
        Certificate.objects.bulk_update(
            [one.row for one in locked.values()],
            ["state", "activated_at", "valid_until", "nominal_kopecks", "order"],
            batch_size=1_000,
        )
        post([one.book for one in locked.values()])
        tell(
            [
                Step(
                    certificate_id=one.row.pk, kind=CertificateStep.Kind.ACTIVATED, kopecks=one.row.nominal_kopecks,
                    reference=reference, told=told,
                )
                for one in locked.values()
            ],
            cause=cause,
            at=at,
        )  # fmt: skip
        return locked


def _start(one: Locked, nominal_kopecks: int | None, cause: Cause, zone: ZoneInfo, at: datetime) -> None:
    row = one.row
    if row.activated_at is not None:
        raise CertificateAlreadyActive(field="code")
    if row.state != Certificate.State.CREATED or (row.order_id is not None and row.order_id != cause.order_id):
        raise CertificateNotValid(field="code")
    if nominal_kopecks is not None and nominal_kopecks != row.nominal_kopecks:
        check_nominal(row.product, nominal_kopecks, field="amount")
        row.nominal_kopecks = nominal_kopecks
    row.state, row.activated_at, row.order_id = Certificate.State.ACTIVE, at, cause.order_id
    row.valid_until = midnight(at.astimezone(zone).date() + timedelta(days=row.product.validity_days + 1), zone)
    earn(one.book, row.nominal_kopecks, for_ever(at), cause=cause, key=f"certificate:{row.pk}", at=at)
