"""Points for what happened outside a purchase: campaigns that an event triggers, and what came of each event."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class TriggerCampaign(models.Model):
    """“So many points for this event”, while it is on. `version` holds its terms (see `terms.py`)."""

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    title_ru = models.CharField(_("For what, in Russian"), max_length=100, help_text=_("As in «+100 баллов за отзыв»."))
    title_en = models.CharField(
        _("For what, in English"), max_length=100, help_text=_("As in “+100 points for a review”.")
    )
    is_on = models.BooleanField(_("Is on"), default=False)
    version = models.ForeignKey(
        "campaigns.TriggerVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("points for an event")
        verbose_name_plural = _("points for events")
        constraints = [
            models.CheckConstraint(name="trigger_on_has_version", condition=Q(is_on=False) | Q(version__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title_ru


class TriggerVersion(models.Model):
    """The terms of a trigger as they were; history, append-only."""

    trigger = models.ForeignKey(TriggerCampaign, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    terms = models.JSONField(_("Terms"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Since"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("version of points for an event")
        verbose_name_plural = _("versions of points for events")
        constraints = [models.UniqueConstraint(name="trigger_version_number", fields=["trigger", "number"])]


class TriggerResult(models.Model):
    """What came of one event: points, or why none; history, append-only. Once for each event and trigger."""

    class Code(models.TextChoices):
        GIVEN = "given", _("points given")
        MEMBER = "member", _("the member is blocked or has left")
        RULE = "rule", _("the member does not meet the conditions")
        LIMIT = "limit", _("the member has had it as often as they may")
        BUDGET = "budget", _("the budget is used up")
        COUPON = "coupon", _("there was no coupon to issue")

    event = models.ForeignKey("loyalty.Event", on_delete=models.PROTECT, related_name="+")
    trigger = models.ForeignKey(
        TriggerCampaign, verbose_name=_("For what"), on_delete=models.PROTECT, related_name="results"
    )
    version = models.ForeignKey(TriggerVersion, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("What came of it"), max_length=8, choices=Code.choices)
    points = models.BigIntegerField(_("Points"), default=0)
    coupon = models.ForeignKey(
        "campaigns.Coupon", verbose_name=_("Coupon"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("event and its points")
        verbose_name_plural = _("events and their points")
        constraints = [
            models.UniqueConstraint(name="trigger_result_once", fields=["event", "trigger"]),
            models.CheckConstraint(
                name="trigger_result_given",
                condition=Q(code="given") & (Q(points__gt=0) | Q(coupon__isnull=False))
                | (~Q(code="given") & Q(points=0, coupon__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="trigger_result_member")]
