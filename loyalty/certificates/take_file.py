"""Gives out the codes of a batch: once, written down for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.certificates.code import opened, opened_pin
from loyalty.certificates.models import Certificate, CertificateBatch
from loyalty.ledger.cause import Principal
from loyalty.refusals import Refusal, Words


class FileTaken(Refusal):
    code: ClassVar[str] = "file_taken"
    title: ClassVar[Words] = _("The file of this batch has been taken already")
    hint: ClassVar[Words] = _("It is given once. A single certificate can be printed from its page, or replaced.")


@dataclass(frozen=True, kw_only=True)
class CodeRow:
    """One certificate of the file."""

    code: str
    pin: str
    nominal_kopecks: int
    valid_until: datetime | None


def take_file(*, batch_id: int, by: Principal, at: datetime) -> Sequence[CodeRow]:
    """Every code of the batch; FileTaken the second time. Four queries."""
    assert by.id is not None
    with transaction.atomic():
        batch = CertificateBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
        if batch.exported_at is not None:
            raise FileTaken()
        batch.exported_at, batch.exported_by_id = at, by.id
        batch.save(update_fields=["exported_at", "exported_by_id"])
        audit(
            act=EXPORTED, object_kind="certificate_batch", object_id=batch_id, by=by, reason=batch.reason,
            after={"count": batch.count},
        )  # fmt: skip
        rows = Certificate.objects.filter(batch_id=batch_id).order_by("pk")
        return [
            CodeRow(
                code=opened(bytes(row.sealed)), pin=opened_pin(bytes(row.pin_sealed)) or "" if row.pin_sealed else "",
                nominal_kopecks=row.nominal_kopecks, valid_until=row.valid_until,
            )
            for row in rows
        ]  # fmt: skip
