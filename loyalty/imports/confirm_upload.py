"""Says yes to a checked upload: from here on its rows are loaded."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import IMPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.models import Upload
from loyalty.imports.resources import RESOURCES
from loyalty.ledger.cause import Principal
from loyalty.refusals import Refusal, Words


class UploadIsElsewhere(Refusal):
    code: ClassVar[str] = "upload_is_elsewhere"
    title: ClassVar[Words] = _("This import has gone on meanwhile")
    hint: ClassVar[Words] = _("Look at where it stands now.")


def confirm_upload(*, upload_id: int, by: int, at: datetime) -> None:
    """The upload is being loaded, in the name of the employee `by`. UploadIsElsewhere when it did not wait for that."""
    with transaction.atomic():
        taken = Upload.objects.filter(pk=upload_id, state=Upload.State.CHECKED).update(
            state=Upload.State.LOADING, confirmed_at=at, by_id=by, rows_done=0, advanced_at=at
        )
        if not taken:
            raise UploadIsElsewhere
        upload = Upload.objects.get(pk=upload_id)
        kind, key, name = RESOURCES[upload.kind].subject(upload)
        audit(
            act=IMPORTED, object_kind=kind, object_id=key, object_name=name, by=Principal("staff", by),
            after={"rows": upload.rows},
        )  # fmt: skip
