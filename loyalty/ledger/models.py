"""Points: units, accounts, lots, entries, holds and operations. Written by `post.py` alone; see README.md for the laws.

Amounts are in the unit's minor step. The triggers of migration 0002 keep what CHECKs cannot say.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp
from loyalty.money import BONUS


class Unit(models.Model):
    """A kind of points. With a price (kopecks for its smallest step) it pays for goods; without one it only counts."""

    code = models.CharField(_("Code"), max_length=16, unique=True)
    name_ru = models.CharField(_("Name in Russian"), max_length=64)
    name_en = models.CharField(_("Name in English"), max_length=64)
    forms_ru = models.CharField(_("Russian forms"), max_length=100, help_text=_("For 1, 2 and 5: балл|балла|баллов"))
    forms_en = models.CharField(_("English forms"), max_length=100, help_text=_("For 1 and many: point|points"))
    scale = models.PositiveSmallIntegerField(_("Digits after the point"), default=0)
    step_kopecks = models.PositiveIntegerField(
        _("Price of the smallest step, kopecks"),
        null=True,
        blank=True,
        help_text=_(
            "What one point (or its hundredth, when the unit has two digits) pays for. Empty: cannot be spent."
        ),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(name="unit_scale", condition=Q(scale__lte=2)),
            models.CheckConstraint(name="unit_code", condition=Q(code__regex=r"^[A-Z][A-Z0-9_]*$")),
            models.CheckConstraint(  # what burns and earns by a rate has to be worth something
                name="unit_bonus_has_price", condition=~Q(code=BONUS) | Q(step_kopecks__isnull=False)
            ),
            models.CheckConstraint(
                name="unit_price_positive", condition=Q(step_kopecks__isnull=True) | Q(step_kopecks__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitPrice(models.Model):
    """What the smallest step of a unit was worth from an instant on (null: nothing); append-only.

    A trigger writes a row whenever a unit is made or its price changes: reports of past months are counted with theirs.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="prices")
    step_kopecks = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="unit_price_at")]


class BooksClosing(models.Model):
    """From here on nothing is dated before `until`, whatever it tells of; append-only, and `until` only grows.

    `principal_id` is the employee's; null where a command closed them.
    """

    until = models.DateTimeField(unique=True)
    principal = models.CharField(max_length=12)
    principal_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())


class Account(models.Model):
    """One owner's points of one unit. `held` is a part of `active`; `debt` is what later earns repay first.

    `last_at` is the business instant of the latest entry: entries of an account never go back in time. `frozen_at` is
    set while nothing may be spent; who froze it and why is in `Freeze`.
    """

    class OwnerKind(models.TextChoices):
        MEMBER = "member", _("member")
        CERTIFICATE = "certificate", _("certificate")
        FUND = "fund", _("fund")
        COMPANY = "company", _("company")
        PARTNER = "partner", _("partner")

    owner_kind = models.CharField(max_length=12, choices=OwnerKind.choices)
    owner_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    active = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        permissions = [
            ("view_ledger", "Can see points, lots and statements"),
            ("adjust_points", "Can adjust points"),
            ("freeze_account", "Can freeze an account"),
            ("unfreeze_account", "Can unfreeze an account"),
        ]
        constraints = [
            models.UniqueConstraint(name="account_owner_unit", fields=["owner_kind", "owner_id", "unit"]),
            models.CheckConstraint(
                name="account_nonneg", condition=Q(active__gte=0, pending__gte=0, held__gte=0, debt__gte=0)
            ),
            models.CheckConstraint(name="account_held_is_active", condition=Q(held__lte=F("active"))),
            models.CheckConstraint(
                name="account_owner_kind",
                condition=Q(owner_kind__in=["member", "certificate", "fund", "company", "partner"]),
            ),
        ]


class Freeze(models.Model):
    """An account was frozen, or (`frozen` false) freed again: who, why and when; append-only.

    `law` is the proof or the database's law that the account broke, empty where people decided.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="freezes")
    frozen = models.BooleanField()
    law = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("Reason"), max_length=500)
    principal = models.CharField(_("By"), max_length=12)
    principal_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("freeze of an account")
        verbose_name_plural = _("freezes of accounts")


class Operation(models.Model):
    """Who moved points, why, and on what occasion; append-only. The natural key makes it happen once, for ever."""

    class Kind(models.TextChoices):
        EARN = "earn", _("earning")
        BURN = "burn", _("burn")
        HOLD = "hold", _("hold")
        CAPTURE = "capture", _("burn of held points")
        RELEASE = "release", _("release of a hold")
        ACTIVATE = "activate", _("activation")
        EXPIRE = "expire", _("expiry")
        CLAW_BACK = "claw_back", _("earned points taken back")
        GIVE_BACK = "give_back", _("burnt points given back")
        ADJUST = "adjust", _("adjustment")
        TRANSFER = "transfer", _("transfer")
        OPENING = "opening", _("opening balance")
        REPAY = "repay", _("repayment of debt")

    class Principal(models.TextChoices):
        INTEGRATION = "integration", _("shop")
        MEMBER = "member", _("member")
        STAFF = "staff", _("employee")
        SYSTEM = "system", _("system")

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    natural_key = models.CharField(max_length=200)
    principal = models.CharField(_("By"), max_length=12, choices=Principal.choices)
    principal_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("Reason"), max_length=500)
    order = models.ForeignKey("loyalty.Order", on_delete=models.PROTECT, null=True, related_name="operations")
    campaign_version_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        indexes = [
            models.Index(  # what a principal has adjusted today, before each adjustment
                fields=["principal", "principal_id", "at"], name="operation_adjusted", condition=Q(kind="adjust")
            )
        ]
        constraints = [
            models.UniqueConstraint(name="operation_natural_key", fields=["kind", "natural_key"]),
            models.CheckConstraint(
                name="operation_principal",
                condition=Q(principal="system", principal_id__isnull=True)
                | Q(principal__in=["integration", "member", "staff"], principal_id__isnull=False),
            ),
            models.CheckConstraint(name="operation_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="operation_kind",
                condition=Q(
                    kind__in=[
                        "earn",
                        "burn",
                        "hold",
                        "capture",
                        "release",
                        "activate",
                        "expire",
                        "claw_back",
                        "give_back",
                        "adjust",
                        "transfer",
                        "opening",
                        "repay",
                    ]
                ),
            ),
        ]


class Lot(models.Model):
    """One earn with its own dates. `remaining` counts in the bucket that `state` names; dates decide, not `state`.

    `inactivity_months` marks a lot whose expiry every earn or burn of the account moves ahead.
    `renews` names the expired lot whose burnt points came back with a return.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        ACTIVE = "active", _("active")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="lots")
    state = models.CharField(max_length=8, choices=State.choices)
    earned = models.BigIntegerField()
    remaining = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    available_from = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    inactivity_months = models.PositiveSmallIntegerField(null=True)
    order = models.ForeignKey("loyalty.Order", on_delete=models.PROTECT, null=True, related_name="lots")
    shop = models.ForeignKey("loyalty.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    campaign_version_id = models.BigIntegerField(null=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(
                name="lot_bounds",
                condition=Q(earned__gt=0, held__gte=0, held__lte=F("remaining"), remaining__lte=F("earned")),
            ),
            models.CheckConstraint(
                name="lot_dates", condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("available_from"))
            ),
            models.CheckConstraint(name="lot_state", condition=Q(state__in=["pending", "active"])),
            models.CheckConstraint(name="lot_pending_not_held", condition=Q(state="active") | Q(held=0)),
        ]
        indexes = [
            models.Index(
                F("account"),
                F("expires_at").asc(nulls_last=True),
                F("available_from"),
                F("id"),
                name="lot_fifo",
                condition=Q(remaining__gt=0),
            ),
            models.Index(fields=["expires_at"], name="lot_expiring", condition=Q(remaining__gt=0)),
            models.Index(
                fields=["available_from"], name="lot_activating", condition=Q(remaining__gt=0, state="pending")
            ),
        ]


class Entry(models.Model):
    """An immutable signed movement of one bucket of an account, allocated to one lot (debt has none); append-only."""

    class Bucket(models.TextChoices):
        PENDING = "pending", _("pending")
        ACTIVE = "active", _("available")
        DEBT = "debt", _("debt")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="entries")
    bucket = models.CharField(max_length=8, choices=Bucket.choices)
    kind = models.CharField(max_length=12, choices=Operation.Kind.choices)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    account_version = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(name="entry_version", fields=["account", "account_version"]),
            models.UniqueConstraint(
                name="entry_lot_once", fields=["lot", "kind", "bucket"], condition=Q(kind__in=["expire", "activate"])
            ),
            models.CheckConstraint(name="entry_amount", condition=~Q(amount=0)),
            models.CheckConstraint(name="entry_balance_nonneg", condition=Q(balance_after__gte=0)),
            models.CheckConstraint(
                name="entry_debt_has_no_lot",
                condition=Q(bucket="debt", lot__isnull=True) | Q(bucket__in=["pending", "active"], lot__isnull=False),
            ),
        ]


class Hold(models.Model):
    """Points promised to one order until captured, cancelled or lapsed; it ends once and never reopens."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CAPTURED = "captured", _("burnt")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("lapsed")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="holds")
    order = models.ForeignKey("loyalty.Order", on_delete=models.PROTECT, null=True, related_name="holds")
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(
                name="hold_one_open_per_order", fields=["account", "order"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="hold_terms",
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state__in=["captured", "cancelled", "expired"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_capture",
                condition=Q(amount__gt=0, captured__gte=0, captured__lte=F("amount"))
                & (Q(captured=0) | Q(state="captured")),
            ),
            models.CheckConstraint(name="hold_dates", condition=Q(expires_at__gt=F("opened_at"))),
        ]
        indexes = [models.Index(fields=["expires_at"], name="hold_due", condition=Q(state="open"))]


class HoldLot(models.Model):
    """The part of a hold that lies in one lot; append-only."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="parts")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hold_lot_once", fields=["hold", "lot"]),
            models.CheckConstraint(name="hold_lot_amount", condition=Q(amount__gt=0)),
        ]
