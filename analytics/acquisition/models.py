"""What winning one new customer costs (CAC): an input that somebody decides on and stands for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp

LEAST_KOPECKS, MOST_KOPECKS = 100, 100_000_000  # a rouble, a million: past them it is a slip of the pen


class AcquisitionCost(models.Model):
    """The cost of one new customer, in kopecks, from `month` on; append-only. Of two for one month the later holds."""

    month = models.DateField(_("From the month"))
    cost_kopecks = models.PositiveIntegerField(_("One new customer costs"))
    reason = models.CharField(_("Reason"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("cost of winning a customer")
        verbose_name_plural = _("costs of winning a customer")
        constraints = [
            models.CheckConstraint(
                name="acquisition_cost_range",
                condition=models.Q(cost_kopecks__gte=LEAST_KOPECKS, cost_kopecks__lte=MOST_KOPECKS),
            ),
            models.CheckConstraint(name="acquisition_cost_month", condition=models.Q(month__day=1)),
            models.CheckConstraint(name="acquisition_cost_reason", condition=~models.Q(reason="")),
        ]
