"""Staff: people of the retailer who sign in to the admin. Members are not users."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff. `shop` binds a cashier lead to one shop; empty means the whole programme."""

    shop = models.ForeignKey(
        "loyalty.Shop", verbose_name=_("Shop"), on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    member = models.ForeignKey(
        "loyalty.Member",
        verbose_name=_("Own membership"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        help_text=_("Staff cannot adjust points of their own membership."),
    )

    language = models.CharField(max_length=2, blank=True, db_default="", default="", editable=False)  # "": never chosen

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")


class RoleLimit(models.Model):
    """What one role may do by itself: the largest single adjustment and the sum of a day, in points of any unit; what
    the campaigns it starts may cost in a month at the worst, in kopecks (null: as much as they like)."""

    group = models.OneToOneField(Group, verbose_name=_("Role"), on_delete=models.CASCADE, related_name="limit")
    adjustment_points = models.PositiveBigIntegerField(
        _("Largest adjustment, points"), default=0, help_text=_("0 means the role cannot adjust points.")
    )
    adjustment_points_per_day = models.PositiveBigIntegerField(_("Adjustments per day, points"), default=0)
    campaign_kopecks = models.PositiveBigIntegerField(
        _("Campaigns, roubles a month"), null=True, blank=True, default=0,
        help_text=_("The most that all campaigns one employee has started may cost in a month. Empty: no limit."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("role limit")
        verbose_name_plural = _("role limits")
        constraints = [
            models.CheckConstraint(
                name="role_limit_day_covers_one",
                condition=models.Q(adjustment_points_per_day__gte=models.F("adjustment_points")),
            )
        ]

    def __str__(self) -> str:
        return self.group.name
