"""How far an import has come, what employees uploaded, and what they took away."""

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class ImportRun(models.Model):
    """One file taken in, in one way. Saved in the transaction of each batch: a run that broke off goes on from there.

    `fingerprint` hashes the file and the options that change what it means; `rows_done` of its rows are behind us, and
    `rejects_bytes` of the reject file were written for them. `counts` is the report so far.
    """

    fingerprint = models.BinaryField(max_length=32, unique=True)
    source = models.CharField(max_length=255)
    options = models.JSONField(default=dict)
    rows_done = models.BigIntegerField(default=0)
    rejects_bytes = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    reached_at = models.DateTimeField(null=True, help_text="The instant a replay has come to.")
    started_at = models.DateTimeField(db_default=ClockTimestamp())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_run_nonneg", condition=models.Q(rows_done__gte=0, rejects_bytes__gte=0))
        ]

    def __str__(self) -> str:
        return self.source


class Upload(models.Model):
    """A file an employee brought: checked first, loaded when they agree; saved in the transaction of each batch.

    `rows_done` rows of the phase are behind us. `counts` are by phase (`check`, `load`) and outcome; `preview` holds
    the first rows of the check, without personal data. `target` is what the rows are for, where the kind asks that.
    The row stays for good: who, when, which file, and what became of it.
    """

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("goods")
        MEMBERS = "members", _("members")
        OPENINGS = "openings", _("opening balances")
        LISTS = "lists", _("members of a list")

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("waits for a decision")
        LOADING = "loading", _("being loaded")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("loaded")
        FAILED = "failed", _("could not be read")

    kind = models.CharField(_("What"), max_length=10, choices=Kind)
    target = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.CHECKING)
    name = models.CharField(_("File"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("Bytes"))
    columns = models.JSONField(_("Columns"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("Who"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("When"))
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    advanced_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(_("Rows"), default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions = [("import_openings", "Can import opening balances")]
        indexes = [
            models.Index(
                fields=["advanced_at"], name="upload_open", condition=models.Q(state__in=["checking", "loading"])
            )
        ]

    def __str__(self) -> str:
        return self.name


class UploadFile(models.Model):
    """What the upload holds, encrypted; deleted a week after it ended."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, primary_key=True, related_name="file")
    sealed = models.BinaryField()


class UploadFault(models.Model):
    """A row of an upload that was refused in a phase, and why: a code with its column, never the value."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="faults")
    phase = models.CharField(max_length=5)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="upload_fault_row", fields=["upload", "phase", "row"])]


class Export(models.Model):
    """Data that an employee took away; history, append-only. `full` shows personal data, and then has a `reason`."""

    what = models.CharField(_("What"), max_length=10, choices=Upload.Kind)
    format = models.CharField(_("Format"), max_length=4)
    rows = models.PositiveBigIntegerField(_("Rows"))
    full = models.BooleanField(_("With personal data"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("Who"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        permissions = [("export_openings", "Can export balances")]
        constraints = [
            models.CheckConstraint(name="export_full_has_reason", condition=models.Q(full=False) | ~models.Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} · {self.format}"
