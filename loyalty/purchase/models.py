"""What was sold, what came back, and the day buckets of history. Amounts are named in README.md."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Order(models.Model):
    """A committed cart. What was sold and under which versions never changes; its state does (trigger `order_guard`).

    `occurred_at` is the till's instant: cart conditions and history read it. `decision` is the answer that was given,
    `facts` all that was read to give it, `trace` why: returns are evaluated from these alone.
    `member` is empty for a guest receipt.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("being paid")
        PLACED = "placed", _("placed")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    class Source(models.TextChoices):
        API = "api", _("till or web shop")
        LATE = "late", _("late receipt")
        IMPORT = "import", _("imported")
        REPLAY = "replay", _("replayed")

    shop = models.ForeignKey("loyalty.Shop", verbose_name=_("Shop"), on_delete=models.PROTECT, related_name="orders")
    external_id = models.CharField(_("Number"), max_length=128)
    integration = models.ForeignKey("loyalty.Integration", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Member"), on_delete=models.PROTECT, null=True, related_name="orders"
    )
    state = models.CharField(_("State"), max_length=10, choices=State.choices)
    source = models.CharField(_("Came by"), max_length=8, choices=Source.choices, default=Source.API)
    channel = models.CharField(_("Channel"), max_length=32, blank=True)
    occurred_at = models.DateTimeField(_("Sold"))
    program_version = models.ForeignKey("loyalty.ProgramVersion", on_delete=models.PROTECT, related_name="+")
    ruleset_number = models.PositiveIntegerField(default=0)
    cart = models.JSONField()
    cart_hash = models.BinaryField(max_length=32)
    facts = models.JSONField()
    decision = models.JSONField()
    trace = models.JSONField()
    base_kopecks = models.BigIntegerField(_("Shelf value"))
    discount_kopecks = models.BigIntegerField(_("Discount"), default=0)
    points_paid_kopecks = models.BigIntegerField(_("Paid with points"), default=0)
    certificates_paid_kopecks = models.BigIntegerField(_("Paid with certificates"), default=0)
    to_pay_kopecks = models.BigIntegerField(_("To pay"))
    delivery_base_kopecks = models.BigIntegerField(default=0)
    delivery_to_pay_kopecks = models.BigIntegerField(default=0)
    delivery_returned = models.BooleanField(default=False)
    refunded_kopecks = models.BigIntegerField(_("Returned"), default=0)
    short_points = models.BigIntegerField(
        default=0, help_text=_("Points that a lapsed reservation left short at completion; recorded as debt.")
    )
    short_certificates_kopecks = models.BigIntegerField(  # of certificates whose money was gone by completion
        default=0, db_default=0, editable=False
    )
    reserved_until = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(  # cancelled because its time was over: it may be completed after all
        default=False, db_default=False, editable=False
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(name="order_external_id", fields=["shop", "external_id"]),
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(
                    base_kopecks=F("discount_kopecks")
                    + F("points_paid_kopecks")
                    + F("certificates_paid_kopecks")
                    + F("to_pay_kopecks")
                ),
            ),
            models.CheckConstraint(
                name="order_nonneg",
                condition=Q(
                    base_kopecks__gte=0,
                    discount_kopecks__gte=0,
                    points_paid_kopecks__gte=0,
                    certificates_paid_kopecks__gte=0,
                    to_pay_kopecks__gte=0,
                    delivery_to_pay_kopecks__gte=0,
                    delivery_to_pay_kopecks__lte=F("delivery_base_kopecks"),
                ),
            ),
            models.CheckConstraint(
                name="order_refund_bounds",
                condition=Q(refunded_kopecks__gte=0, refunded_kopecks__lte=F("to_pay_kopecks")),
            ),
            models.CheckConstraint(
                name="order_state_dates",
                condition=Q(
                    state__in=["pending", "placed"],
                    completed_at__isnull=True,
                    cancelled_at__isnull=True,
                    reserved_until__isnull=False,
                )
                | Q(state="completed", completed_at__isnull=False, cancelled_at__isnull=True)
                | Q(state="cancelled", completed_at__isnull=True, cancelled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-occurred_at"], name="order_member_at"),
            models.Index(fields=["-occurred_at"], name="order_at"),
            models.Index(fields=["-occurred_at"], name="order_short", condition=Q(short_points__gt=0)),
            models.Index(
                fields=["reserved_until"], name="order_reserved", condition=Q(state__in=["pending", "placed"])
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class OrderLine(models.Model):
    """One line as sold, and how much of it came back."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    line_id = models.CharField(max_length=64)
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    category = models.CharField(_("Category"), max_length=64, blank=True)
    brand = models.CharField(_("Brand"), max_length=100, blank=True)
    quantity_milli = models.BigIntegerField(_("Quantity"))
    base_kopecks = models.BigIntegerField(_("Shelf value"))
    discount_kopecks = models.BigIntegerField(_("Discount"), default=0)
    points_paid_kopecks = models.BigIntegerField(_("Paid with points"), default=0)
    certificates_paid_kopecks = models.BigIntegerField(default=0)
    to_pay_kopecks = models.BigIntegerField(_("To pay"))
    burnt_points = models.BigIntegerField(default=0)
    cost_kopecks = models.BigIntegerField(null=True)
    returned_milli = models.BigIntegerField(default=0)
    refunded_kopecks = models.BigIntegerField(default=0)
    given_back_points = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(name="order_line_position", fields=["order", "position"]),
            models.UniqueConstraint(name="order_line_id", fields=["order", "line_id"]),
            models.CheckConstraint(
                name="order_line_adds_up",
                condition=Q(
                    base_kopecks=F("discount_kopecks")
                    + F("points_paid_kopecks")
                    + F("certificates_paid_kopecks")
                    + F("to_pay_kopecks")
                ),
            ),
            models.CheckConstraint(
                name="order_line_nonneg",
                condition=Q(
                    quantity_milli__gt=0,
                    base_kopecks__gte=0,
                    discount_kopecks__gte=0,
                    points_paid_kopecks__gte=0,
                    certificates_paid_kopecks__gte=0,
                    to_pay_kopecks__gte=0,
                    burnt_points__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="order_line_returned", condition=Q(returned_milli__gte=0, returned_milli__lte=F("quantity_milli"))
            ),
            models.CheckConstraint(
                name="order_line_refunded",
                condition=Q(refunded_kopecks__gte=0, refunded_kopecks__lte=F("to_pay_kopecks")),
            ),
            models.CheckConstraint(
                name="order_line_given_back",
                condition=Q(given_back_points__gte=0, given_back_points__lte=F("burnt_points")),
            ),
        ]


class OrderPoints(models.Model):
    """The points one order earned and burnt in one unit, and how many of them returns have moved back."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="points")
    unit = models.ForeignKey("loyalty.Unit", on_delete=models.PROTECT, related_name="+")
    earned = models.BigIntegerField(default=0)
    burnt = models.BigIntegerField(default=0)
    clawed_back = models.BigIntegerField(default=0)
    given_back = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_points_unit", fields=["order", "unit"]),
            models.CheckConstraint(
                name="order_points_clawed_back", condition=Q(clawed_back__gte=0, clawed_back__lte=F("earned"))
            ),
            models.CheckConstraint(
                name="order_points_given_back", condition=Q(given_back__gte=0, given_back__lte=F("burnt"))
            ),
        ]


class Return(models.Model):
    """Goods taken back: the money due to the customer and the points moved; append-only."""

    order = models.ForeignKey(Order, verbose_name=_("Order"), on_delete=models.PROTECT, related_name="returns")
    shop = models.ForeignKey("loyalty.Shop", verbose_name=_("Shop"), on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(_("Number"), max_length=128)
    lines = models.JSONField()
    delivery = models.BooleanField(default=False)
    money_kopecks = models.BigIntegerField(_("Money back"))
    certificates_kopecks = models.BigIntegerField(default=0)
    withheld_kopecks = models.BigIntegerField(default=0)
    points = models.JSONField(default=dict)
    trace = models.JSONField(default=dict)
    at = models.DateTimeField(_("When"))
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.UniqueConstraint(name="return_external_id", fields=["order", "external_id"]),
            models.CheckConstraint(
                name="return_nonneg",
                condition=Q(money_kopecks__gte=0, certificates_kopecks__gte=0, withheld_kopecks__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class MemberDay(models.Model):
    """A member's completed orders of one local day of the programme, net of returns: kept by commit and refund.

    `is_month`: of a whole month, and `day` is the last one with an order left (see `history_days.py`).
    """

    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="days", db_index=False)
    day = models.DateField()
    orders = models.IntegerField(default=0)
    spent_kopecks = models.BigIntegerField(default=0)
    discount_kopecks = models.BigIntegerField(default=0)
    is_month = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="member_day", fields=["member", "day"]),
            models.CheckConstraint(name="member_day_nonneg", condition=Q(orders__gte=0, spent_kopecks__gte=0)),
        ]


class MemberDayGoods(models.Model):
    """The same day split by category and brand (empty where the goods have none)."""

    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="goods_days", db_index=False)
    day = models.DateField()
    category = models.CharField(max_length=64)
    brand = models.CharField(max_length=100)
    orders = models.IntegerField(default=0)
    spent_kopecks = models.BigIntegerField(default=0)
    quantity_milli = models.BigIntegerField(default=0)
    is_month = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="member_day_goods", fields=["member", "day", "category", "brand"]),
            models.CheckConstraint(
                name="member_day_goods_nonneg", condition=Q(orders__gte=0, spent_kopecks__gte=0, quantity_milli__gte=0)
            ),
        ]


class HistoryHorizon(models.Model):
    """From `days_from`, the first of a month, what members bought is kept by days; None: everything is.

    `folded_up_to` is the member up to whom the months before have been folded; None: everybody's have.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    days_from = models.DateField(null=True)
    folded_up_to = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="history_horizon_is_one", condition=Q(id=1))]
