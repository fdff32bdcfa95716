"""Stops an upload between two batches; what was loaded stays."""

from datetime import datetime

from loyalty.imports.confirm_upload import UploadIsElsewhere
from loyalty.imports.models import Upload


def stop_upload(*, upload_id: int, at: datetime) -> None:
    """The upload goes no further after the batch under way. UploadIsElsewhere when it was not moving."""
    moving = Upload.objects.filter(pk=upload_id, state__in=[Upload.State.CHECKING, Upload.State.LOADING])
    if not moving.update(state=Upload.State.STOPPED, ended_at=at):
        raise UploadIsElsewhere
