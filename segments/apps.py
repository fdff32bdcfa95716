from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    """Who: conditions about members, at the till and in SQL alike, and named sets of members that follow them."""

    name = "segments"
    verbose_name = _("Segments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from segments import history_users  # noqa: F401
        from segments.conditions import registered  # noqa: F401  fills the registry of conditions
        from segments.rfm import jobs as rfm_jobs  # noqa: F401
        from segments.segment import (  # noqa: F401  registers the due job, the events and the files of lists
            jobs,
            kinds,
            list_rows,
            proofs,
            reaction,
        )
