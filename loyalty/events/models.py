"""Recorded events: what happened, written in the transaction of its cause; and their deliveries to reactions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Event(models.Model):
    """One thing that happened to a member, an order or the programme. The payload: ids, amounts, nothing personal.

    History: append-only, but for results of proofs older than 400 days.
    """

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


class Delivery(models.Model):
    """One event on its way to one reaction; only done ones are taken away, after 90 days, so none is lost unseen.

    `attempt` counts claims, so a reaction that kills its process is parked as well. `fence` grows with every claim: a
    relay that was thought dead can no longer say how its delivery ended.
    """

    class State(models.TextChoices):
        DUE = "due", _("due")
        DONE = "done", _("done")
        PARKED = "parked", _("parked")
        DISCARDED = "discarded", _("discarded")

    event = models.ForeignKey(Event, verbose_name=_("Event"), on_delete=models.PROTECT, related_name="deliveries")
    member = models.ForeignKey(  # the event's own, here for the order within a member
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reaction = models.CharField(_("Reaction"), max_length=64)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DUE)
    attempt = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    next_at = models.DateTimeField(_("Next attempt"))
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    error_class = models.CharField(_("Last error"), max_length=128, blank=True)
    created_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())
    ended_at = models.DateTimeField(_("Ended"), null=True)

    class Meta:
        verbose_name = _("event delivery")
        verbose_name_plural = _("event deliveries")
        permissions = [("settle_parked", "Can retry and discard parked events")]
        constraints = [models.UniqueConstraint(name="delivery_once", fields=["event", "reaction"])]
        indexes = [
            models.Index(fields=["next_at", "id"], name="delivery_due", condition=models.Q(state="due")),
            models.Index(fields=["member", "reaction", "id"], name="delivery_order", condition=models.Q(state="due")),
            models.Index(fields=["-id"], name="delivery_parked", condition=models.Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} {self.event_id}"
