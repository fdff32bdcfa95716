"""Takes every upload that is on its way further."""

import time
from datetime import datetime
from typing import Any

from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.models import Upload

SECONDS = 45  # of one run: other due jobs may wait behind it


def advance_uploads(*, at: datetime, seconds: int = SECONDS, **which: Any) -> bool:
    """Check and load for about `seconds`, oldest first; whether something is still on its way.

    A workbook that is begun is turned into lines to its end, which may take half a minute more. Any number of runs may
    share the work: a batch is one run's alone.
    """
    until = time.monotonic() + seconds
    open_ = Upload.objects.filter(state__in=[Upload.State.CHECKING, Upload.State.LOADING], **which)
    for upload_id in open_.order_by("pk").values_list("pk", flat=True):
        if time.monotonic() >= until:  # ten large workbooks in a row would outlast the task
            break
        advance_upload(upload_id=upload_id, at=at, going_on=lambda: time.monotonic() < until)
    return open_.exists()
