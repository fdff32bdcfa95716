"""Recorded events: what happened, written in the transaction of its cause; history, append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Event(models.Model):
    """One thing that happened to a member, an order or the programme. The payload: ids, amounts, nothing personal."""

    kind = models.CharField(_("Kind"), max_length=64)
    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, null=True, related_name="events"
    )
    shop = models.ForeignKey(
        "loyalty.Shop", verbose_name=_("Shop"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    external_id = models.CharField(_("External id"), max_length=128, blank=True)
    payload = models.JSONField(_("Details"), default=dict)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(
                name="event_once_per_shop", fields=["shop", "external_id"], condition=~models.Q(external_id="")
            )
        ]
        indexes = [
            models.Index(fields=["member", "-at"], name="event_member_at"),
            models.Index(fields=["-id"], name="event_books_proved", condition=models.Q(kind="books.proved")),
        ]

    def __str__(self) -> str:
        return self.kind
