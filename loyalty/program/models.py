"""The loyalty programme of this database and its versioned settings."""

from django.conf import settings as django_settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Program(models.Model):
    """The one programme. `version` names the settings in force now; every order keeps the version it was sold under.

    `ruleset` is the number of what campaigns offer now; quotes of rulesets before `oldest_ruleset` are withdrawn.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("Name"), max_length=100)
    timezone = models.CharField(_("Time zone"), max_length=64, default="Europe/Moscow")
    version = models.ForeignKey(
        "loyalty.ProgramVersion", verbose_name=_("Settings in force"), on_delete=models.PROTECT, related_name="+"
    )
    ruleset = models.BigIntegerField(_("Ruleset in force"), default=0, db_default=0, editable=False)
    oldest_ruleset = models.BigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programme")
        constraints = [models.CheckConstraint(name="program_is_one", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return self.name


class ProgramVersion(models.Model):
    """An immutable set of settings (see `loyalty.program.settings.Settings`); history, append-only."""

    number = models.PositiveIntegerField(_("Version"), primary_key=True)
    settings = models.JSONField(_("Settings"))
    author = models.ForeignKey(
        django_settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(_("What changed and why"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("settings version")
        verbose_name_plural = _("settings versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
