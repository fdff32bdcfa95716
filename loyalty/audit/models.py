"""The audit trail: who did what to which object, when, from where and why. History: append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class AuditEvent(models.Model):
    """One act. `before` and `after` hold the columns that differ, without secrets and personal data.

    No foreign keys: the trail outlives what it tells of. `db_role` and `application` are stamped by the database.
    """

    class Principal(models.TextChoices):
        STAFF = "staff", _("employee")
        INTEGRATION = "integration", _("till or web shop")
        MEMBER = "member", _("member")
        SYSTEM = "system", _("system")
        DATABASE = "database", _("directly in the database")

    act = models.CharField(_("What"), max_length=32)
    object_kind = models.CharField(_("Object"), max_length=32)
    object_id = models.CharField(max_length=64, blank=True)
    object_name = models.CharField(max_length=200, blank=True)
    principal = models.CharField(_("Who"), max_length=12, choices=Principal)
    principal_id = models.BigIntegerField(null=True)
    ip = models.GenericIPAddressField(_("IP address"), null=True)
    request_id = models.CharField(_("Request"), max_length=32, blank=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    db_role = models.CharField(max_length=64, db_default="")
    application = models.CharField(max_length=64, db_default="")
    at = models.DateTimeField(_("When"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("journal of acts")
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["principal", "principal_id", "-id"], name="audit_principal"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.act}"
