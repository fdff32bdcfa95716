"""Which tier each member is in, and how they came to it. The ladder itself is in the programme's settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class MemberTier(models.Model):
    """A member's tier by its code; empty for one who had a tier and has none. Who never had one has no row.

    It is what the ledger's entries up to `evaluated_at` say under the ladder of `program_version`.
    """

    member = models.OneToOneField(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, primary_key=True, related_name="tier"
    )
    tier = models.CharField(_("Tier"), max_length=32, blank=True)
    since = models.DateTimeField(_("Since"))
    evaluated_at = models.DateTimeField(_("Decided"))
    program_version = models.ForeignKey("loyalty.ProgramVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tier of a member")
        verbose_name_plural = _("tiers of members")
        indexes = [models.Index(fields=["tier"], name="member_tier")]


class TierChange(models.Model):
    """One step up or down; history, append-only. `score` is in minor steps of STATUS."""

    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, related_name="tier_changes"
    )
    was = models.CharField(_("From"), max_length=32, blank=True)
    now = models.CharField(_("To"), max_length=32, blank=True)
    score = models.BigIntegerField(_("Status"))
    program_version = models.ForeignKey("loyalty.ProgramVersion", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("change of tier")
        verbose_name_plural = _("changes of tiers")
