"""Lets a stopped upload go on from where it was."""

from datetime import datetime

from django.db.models import Case, Value, When

from loyalty.imports.confirm_upload import UploadIsElsewhere
from loyalty.imports.models import Upload, UploadFile


def resume_upload(*, upload_id: int, at: datetime) -> None:
    """The upload is checked or loaded further. UploadIsElsewhere when it was not stopped, or its file is gone."""
    stopped = Upload.objects.filter(pk=upload_id, state=Upload.State.STOPPED)
    if not UploadFile.objects.filter(pk=upload_id).exists():
        raise UploadIsElsewhere
    going = Case(When(confirmed_at=None, then=Value(Upload.State.CHECKING)), default=Value(Upload.State.LOADING))
    if not stopped.update(state=going, ended_at=None, advanced_at=at):
        raise UploadIsElsewhere
