"""Where this database may write to people from; append-only, for the app role has INSERT and SELECT alone."""

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

    def __str__(self) -> str:
        return self.mark
