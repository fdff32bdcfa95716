"""The accountant's months: what was counted, what was closed for good, and how many points will never be used."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp
from loyalty.money import BASIS_POINTS

# The cells of a month are a list of [unit id, first day of the month the points were given in (null: debt), kind,
# points without debt, debt]; kinds are those of operations, and START: all that came before the month.
START = "start"


class Breakage(models.Model):
    """The share of points (basis points) that will never be spent, for balances from `month` on; append-only.

    Of two for one month the later holds.
    """

    unit = models.ForeignKey(
        "loyalty.Unit", verbose_name=_("Kind of points"), on_delete=models.PROTECT, related_name="+"
    )
    month = models.DateField(_("From the month"))
    rate = models.PositiveSmallIntegerField(_("Will not be used"))
    reason = models.CharField(_("Reason"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("share of points that will not be used")
        verbose_name_plural = _("shares of points that will not be used")
        constraints = [
            models.CheckConstraint(name="breakage_rate", condition=models.Q(rate__lte=BASIS_POINTS)),
            models.CheckConstraint(name="breakage_month", condition=models.Q(month__day=1)),
            models.CheckConstraint(name="breakage_reason", condition=~models.Q(reason="")),
        ]


class CountedMonth(models.Model):
    """A month as it was counted last; made again by every count.

    `occasions`: [unit id, reason, id of the campaign version or null, points] of what was given. `ahead`: [unit id,
    first day of the month or null, points] that will expire, of the month in which they were counted, else empty.
    """

    month = models.DateField(unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cells = models.JSONField()
    occasions = models.JSONField()
    ahead = models.JSONField()
    counted_at = models.DateTimeField()


class ClosedMonth(models.Model):
    """A month that stays as it is; append-only. `terms`: [unit id, price of its smallest step before the month and at
    its end in kopecks (null: none), breakage before and at the end]. `digest` seals all of it with the digest before.
    """

    month = models.DateField(_("Month"), unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cells = models.JSONField()
    terms = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(_("Note"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proof_id = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        permissions = [("close_month", "Can close months")]
        constraints = [
            models.CheckConstraint(name="closed_month_first_day", condition=models.Q(month__day=1)),
            models.CheckConstraint(name="closed_month_dates", condition=models.Q(ends_at__gt=models.F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
