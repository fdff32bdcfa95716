"""Where this database may write to people from, and the drills of its backups; append-only, for the app role has INSERT
and SELECT alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Confirmation(models.Model):
    """Somebody's word that the database, on the server that `mark` names, is the live one and no copy."""

    mark = models.CharField(_("Server"), max_length=200)
    by = models.CharField(_("Who"), max_length=150)
    reason = models.CharField(_("Why"), max_length=500)
    at = models.DateTimeField(_("When"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        permissions = [("confirm_restore", "Can confirm a restored database")]

    def __str__(self) -> str:
        return self.mark


class Drill(models.Model):
    """A backup that was restored into an empty cluster and proved there."""

    at = models.DateTimeField(_("When"))
    ok = models.BooleanField(_("Good"))
    report = models.JSONField()

    class Meta:
        verbose_name = _("restore drill")
        verbose_name_plural = _("restore drills")

    def __str__(self) -> str:
        return self.at.isoformat()
