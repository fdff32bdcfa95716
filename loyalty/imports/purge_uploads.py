"""Deletes the contents of uploads that nobody needs any more; what became of them stays."""

from datetime import datetime, timedelta

from loyalty.imports.models import Upload, UploadFault, UploadFile

KEPT = timedelta(days=7)  # time to take the refused rows away and mend them


def purge_uploads(*, at: datetime) -> int:
    """How many files were deleted: those of uploads that have not moved for a week. Their refused rows go with them."""
    old = Upload.objects.filter(advanced_at__lt=at - KEPT, file__isnull=False).exclude(
        state__in=[Upload.State.CHECKING, Upload.State.LOADING]
    )
    ids = list(old.values_list("pk", flat=True))
    UploadFault.objects.filter(upload_id__in=ids).delete()
    deleted, _by_model = UploadFile.objects.filter(pk__in=ids).delete()
    return deleted
