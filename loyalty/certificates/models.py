"""Gift certificates: what is sold, each one with its code, how it paid for orders, and its whole story.

The money is in the ledger, in an account of each certificate's own (`account.py`). Amounts are kopecks.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class CertificateProduct(models.Model):
    """A kind of certificate, sold as the goods of `sku`: fixed nominals, a free amount within bounds, or both."""

    sku = models.CharField(_("SKU"), max_length=64, unique=True, help_text=_("Goods of the catalogue sold as it."))
    name_ru = models.CharField(_("Name in Russian"), max_length=100)
    name_en = models.CharField(_("Name in English"), max_length=100)
    nominals = ArrayField(models.BigIntegerField(), verbose_name=_("Nominals"), default=list, blank=True)
    least_kopecks = models.BigIntegerField(_("Free amount from"), null=True, blank=True)
    most_kopecks = models.BigIntegerField(_("Free amount up to"), null=True, blank=True)
    validity_days = models.PositiveSmallIntegerField(
        _("Valid for, days"), default=365, validators=[MinValueValidator(1), MaxValueValidator(3_650)]
    )
    text_ru = models.CharField(_("Text on the certificate in Russian"), max_length=300, blank=True)
    text_en = models.CharField(_("Text on the certificate in English"), max_length=300, blank=True)
    is_active = models.BooleanField(_("Is sold"), default=True)

    class Meta:
        verbose_name = _("kind of certificates")
        verbose_name_plural = _("kinds of certificates")
        constraints = [
            models.CheckConstraint(
                name="certificate_product_range",
                condition=Q(least_kopecks__isnull=True, most_kopecks__isnull=True)
                | Q(least_kopecks__gt=0, most_kopecks__gte=F("least_kopecks"), most_kopecks__lte=10**10),
            ),
            models.CheckConstraint(
                name="certificate_product_days", condition=Q(validity_days__gte=1, validity_days__lte=3_650)
            ),
        ]

    def __str__(self) -> str:
        return self.name_ru


class CertificateBatch(models.Model):
    """Certificates issued by hand together: for a corporate order (active at once), or cards to be sold at tills."""

    product = models.ForeignKey(CertificateProduct, on_delete=models.PROTECT, related_name="batches")
    count = models.PositiveIntegerField(_("How many"))
    nominal_kopecks = models.BigIntegerField(_("Nominal"))
    is_paid = models.BooleanField(_("Active at once"))
    with_pin = models.BooleanField(_("Number and PIN"))
    reason = models.CharField(_("Reason"), max_length=500)
    author_id = models.BigIntegerField()
    at = models.DateTimeField(_("Issued"))
    exported_at = models.DateTimeField(_("File taken"), null=True)
    exported_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        constraints = [
            models.CheckConstraint(name="certificate_batch_sizes", condition=Q(count__gt=0, nominal_kopecks__gt=0)),
            models.CheckConstraint(
                name="certificate_batch_exported",
                condition=Q(exported_at__isnull=True, exported_by_id__isnull=True)
                | Q(exported_at__isnull=False, exported_by_id__isnull=False),
            ),
        ]


class Certificate(models.Model):
    """One certificate. Its code is sealed and found by a keyed hash; `tail` is what people may see of it.

    `order` and `line_id` name the sale: of a card that waits for its payment, too. Valid until `valid_until`, whatever
    the state says; `expired_at` is set once what was left has been dealt with. The trigger `certificate_guard` keeps
    the code, the nominal and the moves between states.
    """

    class State(models.TextChoices):
        CREATED = "created", _("not paid yet")
        ACTIVE = "active", _("active")
        BLOCKED = "blocked", _("blocked")
        REPLACED = "replaced", _("replaced")
        ANNULLED = "annulled", _("returned")

    product = models.ForeignKey(
        CertificateProduct, verbose_name=_("Kind"), on_delete=models.PROTECT, related_name="certificates"
    )
    batch = models.ForeignKey(
        CertificateBatch, verbose_name=_("Batch"), on_delete=models.PROTECT, null=True, related_name="certificates"
    )
    index = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField(max_length=256)
    tail = models.CharField(_("Code"), max_length=4)
    pin_hash = models.BinaryField(max_length=32, null=True)
    pin_sealed = models.BinaryField(max_length=128, null=True)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.CREATED)
    nominal_kopecks = models.BigIntegerField(_("Nominal"))
    valid_until = models.DateTimeField(_("Valid until"), null=True)
    order = models.ForeignKey(
        "loyalty.Order", verbose_name=_("Sold by"), on_delete=models.PROTECT, null=True, related_name="certificates"
    )
    line_id = models.CharField(max_length=64, blank=True)
    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, null=True, related_name="certificates"
    )
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    created_at = models.DateTimeField(_("Created"))
    activated_at = models.DateTimeField(_("Activated"), null=True)
    expired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        permissions = [
            ("issue_certificate", "Can issue certificates"),
            ("change_certificate_state", "Can block, replace and extend certificates"),
            ("reveal_certificate", "Can see and print codes of certificates"),
        ]
        constraints = [
            models.CheckConstraint(name="certificate_nominal", condition=Q(nominal_kopecks__gt=0)),
            models.CheckConstraint(
                name="certificate_state",
                condition=Q(state="created", activated_at__isnull=True)
                | Q(state="annulled")
                | Q(
                    state__in=["active", "blocked", "replaced"],
                    activated_at__isnull=False,
                    valid_until__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="certificate_pin",
                condition=Q(pin_hash__isnull=True, pin_sealed__isnull=True)
                | Q(pin_hash__isnull=False, pin_sealed__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["order", "line_id"], name="certificate_sold", condition=Q(order__isnull=False)),
            models.Index(fields=["member"], name="certificate_member", condition=Q(member__isnull=False)),
            models.Index(fields=["valid_until"], name="certificate_due", condition=Q(state="active", expired_at=None)),
            models.Index(fields=["tail"], name="certificate_tail"),
        ]

    def __str__(self) -> str:
        return masked(self.tail)


class OrderCertificate(models.Model):
    """What a certificate paid of an order. `short` could not be taken when the order was completed, `returned` is what
    returns put back on it (or on the one that replaced it)."""

    order = models.ForeignKey("loyalty.Order", on_delete=models.PROTECT, related_name="paid_by")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="payments")
    paid_kopecks = models.BigIntegerField()
    short_kopecks = models.BigIntegerField(default=0)
    returned_kopecks = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_certificate_once", fields=["order", "certificate"]),
            models.CheckConstraint(
                name="order_certificate_bounds",
                condition=Q(
                    paid_kopecks__gt=0,
                    short_kopecks__gte=0,
                    returned_kopecks__gte=0,
                    paid_kopecks__gte=F("short_kopecks") + F("returned_kopecks"),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="order_certificate_short", condition=Q(short_kopecks__gt=0)),
        ]


class CertificateStep(models.Model):
    """One thing that happened to a certificate; history, append-only. `kopecks` are signed where its money moved.

    `hold_id` is the ledger's hold that a step began or ended, `reference` a shop's own number.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        RESERVED = "reserved", _("waits for the payment of its order")
        ACTIVATED = "activated", _("activated")
        TOPPED_UP = "topped_up", _("topped up")
        HELD = "held", _("amount reserved")
        RELEASED = "released", _("reservation released")
        PAID = "paid", _("paid")
        RETURNED = "returned", _("money came back")
        BLOCKED = "blocked", _("blocked")
        UNBLOCKED = "unblocked", _("unblocked")
        REPLACED = "replaced", _("replaced by another code")
        REPLACES = "replaces", _("issued in place of another code")
        EXTENDED = "extended", _("extended")
        EXPIRED = "expired", _("expired")
        SALE_RETURNED = "sale_returned", _("given back to the shop")
        BOUND = "bound", _("added to the cabinet")
        UNBOUND = "unbound", _("taken out of the cabinet")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    kopecks = models.BigIntegerField(default=0)
    order = models.ForeignKey("loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("loyalty.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    hold_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=128, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    principal = models.CharField(max_length=12)
    principal_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("step of a certificate")
        verbose_name_plural = _("steps of certificates")
        constraints = [
            models.UniqueConstraint(
                name="certificate_activated_once", fields=["certificate"], condition=Q(kind="activated")
            )
        ]
        indexes = [
            models.Index(fields=["hold_id"], name="certificate_step_hold", condition=Q(hold_id__isnull=False)),
            models.Index(fields=["order"], name="certificate_step_order", condition=Q(order__isnull=False)),
        ]


def masked(tail: str) -> str:
    """A code as others may see it."""
    return f"•••• {tail}"
