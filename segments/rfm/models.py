"""RFM: how members are told apart by recency, frequency and money, where everybody stands, and who moved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RfmModel(models.Model):
    """One way of telling members apart. `groups` scores for each of the three, the highest is the best."""

    class Recency(models.TextChoices):
        PURCHASE = "purchase", _("last purchase")
        CONTACT = "contact", _("last purchase or visit to the cabinet")

    class Frequency(models.TextChoices):
        ORDERS = "orders", _("orders")
        DAYS = "days", _("days with a purchase")

    class Monetary(models.TextChoices):
        SPENT = "spent", _("money spent")
        AVERAGE = "average", _("average order")

    class Scoring(models.TextChoices):
        EQUAL = "equal", pgettext_lazy("rfm", "groups of equal size: members in order, the same number in each group")
        EDGES = "edges", pgettext_lazy("rfm", "edges at quantiles: equal values are always in the same group")

    code = models.SlugField(_("Code"), max_length=32, unique=True)
    title_ru = models.CharField(_("Name in Russian"), max_length=100)
    title_en = models.CharField(_("Name in English"), max_length=100)
    days = models.PositiveSmallIntegerField(_("In the last days"), default=365)
    recency = models.CharField(
        _("Recency"), max_length=8, choices=Recency, default=Recency.PURCHASE, db_default=Recency.PURCHASE,
        help_text=_(
            "A visit is a day on which the member opened the cabinet. Purchases alone bring members into the grid."
        ),
    )  # fmt: skip
    frequency = models.CharField(_("Frequency"), max_length=8, choices=Frequency, default=Frequency.ORDERS)
    monetary = models.CharField(_("Money"), max_length=8, choices=Monetary, default=Monetary.SPENT)
    groups = models.PositiveSmallIntegerField(_("Groups"), default=5)
    scoring = models.CharField(_("Scoring"), max_length=8, choices=Scoring, default=Scoring.EQUAL)
    scored_at = models.DateTimeField(_("As of"), null=True, editable=False)

    class Meta:
        verbose_name = _("RFM analysis")
        verbose_name_plural = _("RFM analyses")
        constraints = [
            models.CheckConstraint(name="rfm_groups", condition=Q(groups__gte=2, groups__lte=9)),
            models.CheckConstraint(name="rfm_days", condition=Q(days__gte=1, days__lte=3_660)),
        ]

    def __str__(self) -> str:
        return self.title_ru


class RfmScore(models.Model):
    """Where a member stands in one analysis; a cache that the job writes anew. Who bought nothing has no row."""

    pk = models.CompositePrimaryKey("member_id", "model_id")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="+", db_index=False)
    model = models.ForeignKey(RfmModel, on_delete=models.PROTECT, related_name="scores", db_index=False)
    recency = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    monetary = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["model", "recency", "frequency", "monetary"], name="rfm_score_cell")]


class RfmFlow(models.Model):
    """How many stood in cell `was` at the snapshot before and in `now` on this day; history, append-only.

    A cell is three digits, as "553"; empty for those who bought nothing.
    """

    model = models.ForeignKey(RfmModel, on_delete=models.PROTECT, related_name="flows", db_index=False)
    day = models.DateField()
    was = models.CharField(max_length=3, blank=True)
    now = models.CharField(max_length=3, blank=True)
    members = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rfm_flow", fields=["model", "day", "was", "now"])]
