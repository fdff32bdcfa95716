"""Segments, who is in them, and who came and went."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.clock import ClockTimestamp


class Segment(models.Model):
    """A named set of members. `definition` is its stored form (see `format.py`), null for a list that people keep."""

    class Kind(models.TextChoices):
        DYNAMIC = "dynamic", pgettext_lazy("segment", "by a rule")
        STATIC = "static", pgettext_lazy("segment", "a list")
        SETS = "sets", pgettext_lazy("segment", "from other segments")

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    title_ru = models.CharField(_("Name in Russian"), max_length=100)
    title_en = models.CharField(_("Name in English"), max_length=100)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind)
    definition = models.JSONField(_("Definition"), null=True)
    depth = models.PositiveSmallIntegerField(default=1, editable=False)
    note = models.TextField(_("Note"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        permissions = [("export_segment", "Can take members of segments away as files")]
        constraints = [
            models.CheckConstraint(
                name="segment_static_has_no_definition",
                condition=models.Q(kind="static", definition__isnull=True)
                | (~models.Q(kind="static") & models.Q(definition__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title_ru


class SegmentState(models.Model):
    """Where a segment stands: a cache beside its definition. `version` grows with every change of the definition.

    `is_filled` once everybody was asked about this version: until then nobody counts as entering or leaving.
    `due_at` is when everybody is asked next, null for lists. `needed` counts who found that it must be sooner.
    """

    segment = models.OneToOneField(Segment, on_delete=models.PROTECT, primary_key=True, related_name="now")
    version = models.PositiveIntegerField(default=1)
    is_filled = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    needed = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    size = models.PositiveIntegerField(default=0)


class Membership(models.Model):
    """A member is in a segment since `since`: what tills, campaigns and lists read. `move.py` alone writes it."""

    pk = models.CompositePrimaryKey("member_id", "segment_id")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="memberships", db_index=False)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    since = models.DateTimeField(_("Since"))

    class Meta:
        indexes = [models.Index(fields=["segment", "member"], name="membership_segment")]


class MembershipEntry(models.Model):
    """A member entered a segment or left it; history, append-only. `cause` is "event:17", "refresh", "filled" (the
    segment's definition is new), "staff:3", "import:5" or "integration:2"."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="entries", db_index=False)
    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, related_name="segment_entries",
        db_index=False,
    )  # fmt: skip
    entered = models.BooleanField(_("Entered"))
    cause = models.CharField(_("Why"), max_length=32)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("change of a segment")
        verbose_name_plural = _("changes of segments")
        indexes = [
            models.Index(fields=["member", "segment", "-id"], name="membership_entry_member"),
            models.Index(fields=["segment", "-id"], name="membership_entry_segment"),
        ]


class SegmentSize(models.Model):
    """How many were in a segment when its last refresh of a local day ended."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="sizes", db_index=False)
    day = models.DateField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="segment_size_day", fields=["segment", "day"])]
