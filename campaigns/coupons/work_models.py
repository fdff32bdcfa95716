"""What is done to a batch in the background, what of a file was refused, and orders that had to go without a code."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.coupons.models import CouponBatch
from loyalty.clock import ClockTimestamp


class CouponWork(models.Model):
    """Codes made, taken from a file or issued to many, in the background; saved in the transaction of each piece.

    `done` of `total` steps are behind us; `counts` are by outcome. `terms`: what an issue asks for. The row stays for
    good: who, when, and what became of it.
    """

    class Kind(models.TextChoices):
        MAKE = "make", _("codes made")
        LOAD = "load", _("codes from a file")
        ISSUE = "issue", _("codes issued")

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("work", "under way")
        STOPPED = "stopped", pgettext_lazy("work", "stopped")
        DONE = "done", pgettext_lazy("work", "done")
        FAILED = "failed", pgettext_lazy("work", "could not be done")

    batch = models.ForeignKey(CouponBatch, verbose_name=_("Batch"), on_delete=models.PROTECT, related_name="works")
    kind = models.CharField(_("What"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.RUNNING)
    name = models.CharField(_("File"), max_length=255, blank=True)
    terms = models.JSONField(default=dict)
    total = models.PositiveIntegerField(_("In all"))
    done = models.PositiveIntegerField(_("Done"), default=0)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Who"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("When"))
    advanced_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("Ended"), null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work on coupons")
        verbose_name_plural = _("works on coupons")
        constraints = [models.CheckConstraint(name="coupon_work_done", condition=Q(done__lte=F("total")))]
        indexes = [
            models.Index(fields=["id"], name="coupon_work_open", condition=Q(state="running")),
            models.Index(fields=["batch", "-id"], name="coupon_work_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} · {self.get_kind_display()}"


class CouponWorkFile(models.Model):
    """What the work reads, encrypted: rows of a file as text, one a line; deleted a week after it ended."""

    work = models.OneToOneField(CouponWork, on_delete=models.CASCADE, primary_key=True, related_name="file")
    sealed = models.BinaryField()


class CouponFault(models.Model):
    """A row that was refused, and why: a code, never the value."""

    work = models.ForeignKey(CouponWork, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(name="coupon_fault_row", fields=["work", "row"])]


class CouponShortage(models.Model):
    """A code that was promised and could not be issued; history, append-only."""

    class Code(models.TextChoices):
        NONE_LEFT = "none_left", _("no code is left")
        STOPPED = "stopped", _("the batch is stopped")
        OVER = "over", _("the batch is over")
        UNKNOWN = "unknown", _("there is no such batch of single-use codes")

    batch_code = models.CharField(_("Batch"), max_length=64)
    code = models.CharField(_("Why"), max_length=16, choices=Code.choices)
    order = models.ForeignKey(
        "loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    event = models.ForeignKey("loyalty.Event", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, null=True, related_name="+")
    campaign = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("coupon that was not there")
        verbose_name_plural = _("coupons that were not there")
        indexes = [models.Index(fields=["batch_code", "-id"], name="coupon_shortage_batch")]
