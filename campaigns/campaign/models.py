"""Campaigns, their immutable versions, the lanes they compete in, what runs when, and what they have spent."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.clock import ClockTimestamp
from loyalty.words import is_russian

# The lanes that a programme begins with have names in both languages, until somebody gives them another.
_FIRST_LANES = {
    "special": ("Специальные цены", "Special prices"), "goods": ("Скидки на товары", "Discounts on goods"),
    "sets": ("Наборы", "Sets"), "order": ("Скидки на покупку", "Discounts on the purchase"),
    "delivery": ("Доставка", "Delivery"), "gifts": ("Подарки", "Gifts"), "points": ("Баллы", "Points"),
    "texts": ("Тексты", "Texts"),
}  # fmt: skip


class CampaignLane(models.Model):
    """A lane: campaigns compete inside it and add up across lanes, which run by `order`."""

    class Mode(models.TextChoices):
        STACK = "stack", _("all of them, in turn")
        FIRST = "first", _("the first that applies")
        BEST = "best", _("the best for the customer")
        BEST_FOR_BOTH = "best_for_both", _("the best for both")

    code = models.SlugField(_("Code"), max_length=32, unique=True)
    title = models.CharField(_("Name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("Order"), help_text=_("Lanes with smaller numbers come first."))
    mode = models.CharField(_("Who wins"), max_length=16, choices=Mode.choices, default=Mode.STACK)
    by_line = models.BooleanField(_("The winner is chosen for each line"), default=False)
    within_rate = models.PositiveIntegerField(
        _("How far below the best for the customer, hundredths of a percent"), default=0
    )

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(name="lane_within_rate", condition=Q(within_rate__lte=10_000)),
            models.CheckConstraint(name="lane_mode", condition=Q(mode__in=["stack", "first", "best", "best_for_both"])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called in the active language."""
        russian, english = _FIRST_LANES.get(self.code, ("", ""))
        return english if self.title == russian and not is_russian() else self.title


class Campaign(models.Model):
    """A campaign through its life. `version` is the one that runs or ran last; `draft` is what is being edited."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "draft")
        IN_REVIEW = "in_review", pgettext_lazy("campaign", "in review")
        SCHEDULED = "scheduled", pgettext_lazy("campaign", "scheduled")
        RUNNING = "running", pgettext_lazy("campaign", "running")
        PAUSED = "paused", pgettext_lazy("campaign", "paused")
        FINISHED = "finished", pgettext_lazy("campaign", "finished")
        ARCHIVED = "archived", pgettext_lazy("campaign", "archived")

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    title = models.CharField(_("Name"), max_length=200)
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.DRAFT)
    draft = models.JSONField(_("Definition"), default=dict)
    version = models.ForeignKey(
        "campaigns.CampaignVersion", verbose_name=_("Version"), on_delete=models.PROTECT, null=True, editable=False,
        related_name="+",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("campaign", "Owner"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    note = models.TextField(_("Note"), blank=True)
    tags = ArrayField(models.CharField(max_length=32), verbose_name=_("Tags"), db_default=[], default=list, blank=True)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        permissions = [("publish_campaign", "Can publish, pause and stop campaigns")]
        constraints = [
            models.CheckConstraint(
                name="campaign_running_has_version",
                condition=~Q(state__in=["scheduled", "running", "paused", "finished"]) | Q(version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What the draft is called in the active language; `title` is what lists are searched and sorted by."""
        return str(self.draft.get("title", {}).get("ru" if is_russian() else "en") or self.title)


class CampaignVersion(models.Model):
    """What a campaign was published as; history, append-only. Every order keeps the version that it was sold under."""

    campaign = models.ForeignKey(
        Campaign, verbose_name=_("Campaign"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("Version"))
    definition = models.JSONField(_("Definition"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("What changed and why"), max_length=500, blank=True)
    waived = ArrayField(
        models.CharField(max_length=8), db_default=[], default=list
    )  # what it does without: "end", "budget", "review"
    created_at = models.DateTimeField(_("Published"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("campaign version")
        verbose_name_plural = _("campaign versions")
        ordering = ["campaign", "-number"]
        constraints = [models.UniqueConstraint(name="campaign_version_number", fields=["campaign", "number"])]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.number}"


class RulesetRow(models.Model):
    """What ran from one publication to the next: versions and lanes as they were; history, append-only."""

    number = models.BigAutoField(_("Number"), primary_key=True)
    versions = models.JSONField()  # ids of CampaignVersion
    lanes = models.JSONField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("What changed and why"), max_length=500)
    created_at = models.DateTimeField(_("In force since"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("ruleset")
        verbose_name_plural = _("rulesets")
        ordering = ["-number"]


class BudgetCounter(models.Model):
    """How much of one budget is used in one scope and period: kopecks, points or uses. `over` is what completed sales
    took beyond the cap, because they had happened already.

    A hot budget is split: `shard` is the place of the row among `shards`, `cap` its share of `whole`. Where `shards` is
    0 the shares do not hold (a row is new, the budget is over its cap, or was split otherwise before): the next claim
    locks all the rows and shares out what is left.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="counters")
    trigger = models.ForeignKey(
        "campaigns.TriggerCampaign", on_delete=models.PROTECT, null=True, related_name="counters"
    )
    budget = models.PositiveSmallIntegerField()
    scope_key = models.CharField(max_length=64, blank=True)
    period_key = models.CharField(max_length=16, blank=True)
    shard = models.PositiveSmallIntegerField(default=0)
    shards = models.PositiveSmallIntegerField(default=1, db_default=1)
    cap = models.BigIntegerField()
    whole = models.BigIntegerField()
    used = models.BigIntegerField(default=0)
    over = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="budget_counter_key", fields=["campaign", "budget", "scope_key", "period_key", "shard"]
            ),
            models.UniqueConstraint(
                name="budget_counter_trigger", fields=["trigger", "budget", "scope_key", "period_key", "shard"]
            ),
            models.CheckConstraint(
                name="budget_counter_owner",
                condition=Q(campaign__isnull=True, trigger__isnull=False)
                | Q(campaign__isnull=False, trigger__isnull=True),
            ),
            models.CheckConstraint(
                name="budget_counter_within_cap",
                condition=Q(used__gte=0, over__gte=0) & Q(used__lte=F("cap") + F("over")),
            ),
        ]


class BudgetEntry(models.Model):
    """What an order (or an event that triggered points) took from a budget, or gave back (negative); history,
    append-only."""

    counter = models.ForeignKey(BudgetCounter, on_delete=models.PROTECT, related_name="entries")
    order = models.ForeignKey(
        "loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    event = models.ForeignKey("loyalty.Event", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_entry_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="budget_entry_cause",
                condition=Q(order__isnull=True, event__isnull=False) | Q(order__isnull=False, event__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["order"], name="budget_entry_order")]
