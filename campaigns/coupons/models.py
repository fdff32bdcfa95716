"""Batches of codes, the codes, who holds one back for how long, how often they were used, and all that happened."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.clock import ClockTimestamp


class CouponBatch(models.Model):
    """Codes that share their terms. Campaigns name it by `code` in the condition `coupon`.

    A new coupon of the batch works in [valid_from, valid_until), or until the end of the last of `days_valid` days
    after it was issued, whichever is earlier. `limit_each`: uses of one code (1 in a pool of single codes);
    `limit_total`: of the whole batch; `limit_member` and `limit_period`: of one member, for ever and in each `period`.
    `shops` are codes; none means all. `pattern`: how new codes look, each # a random character of `alphabet`.
    `makes_more`: a new code is made where one is to be issued and none is left. `gives_*` and `terms_*` are what the
    holder reads; without them, the campaigns that the batch opens speak for themselves.
    """

    class Kind(models.TextChoices):
        SHARED = "shared", _("one code for many")
        SINGLE = "single", _("single-use codes")

    class Period(models.TextChoices):
        NONE = "", _("not limited")
        DAY = "day", _("a day")
        WEEK = "week", _("a week")
        MONTH = "month", _("a month")

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices)
    pattern = models.CharField(_("Pattern"), max_length=40, blank=True)
    alphabet = models.CharField(_("Characters"), max_length=40, blank=True)
    valid_from = models.DateTimeField(_("Works from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("Works until"), null=True, blank=True)
    days_valid = models.PositiveSmallIntegerField(_("Days after it was issued"), null=True, blank=True)
    limit_each = models.PositiveIntegerField(_("Uses of one code"), null=True, blank=True)
    limit_total = models.PositiveIntegerField(_("Uses in all"), null=True, blank=True)
    limit_member = models.PositiveIntegerField(_("Uses of one member"), null=True, blank=True)
    limit_period = models.PositiveIntegerField(_("Uses of one member in a period"), null=True, blank=True)
    period = models.CharField(_("Period"), max_length=8, choices=Period.choices, default=Period.NONE, blank=True)
    recipient_only = models.BooleanField(_("Works for its recipient only"), default=False)
    shops = ArrayField(models.CharField(max_length=64), verbose_name=_("Shops"), default=list, blank=True)
    returns_on_cancel = models.BooleanField(_("A cancelled order gives the use back"), default=True)
    returns_on_return = models.BooleanField(_("A return of all discounted goods gives the use back"), default=True)
    reservation_minutes = models.PositiveSmallIntegerField(_("Minutes a reservation holds"), default=15)
    makes_more = models.BooleanField(_("Make a new code when none is left"), default=False, db_default=False)
    gives_ru = models.CharField(_("What it gives, in Russian"), max_length=150, blank=True, db_default="")
    gives_en = models.CharField(_("What it gives, in English"), max_length=150, blank=True, db_default="")
    terms_ru = models.CharField(_("Conditions, in Russian"), max_length=300, blank=True, db_default="")
    terms_en = models.CharField(_("Conditions, in English"), max_length=300, blank=True, db_default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Made by"), on_delete=models.PROTECT, null=True, editable=False,
        related_name="+",
    )  # fmt: skip
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp(), editable=False)
    stopped_at = models.DateTimeField(_("Stopped"), null=True, editable=False)

    class Meta:
        verbose_name = _("batch of coupons")
        verbose_name_plural = _("batches of coupons")
        permissions = [("stop_couponbatch", "Can stop batches of coupons")]
        constraints = [
            models.CheckConstraint(
                name="coupon_batch_kind", condition=Q(kind="shared") | Q(kind="single", limit_each=1)
            ),
            models.CheckConstraint(
                name="coupon_batch_window",
                condition=Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="coupon_batch_period",
                condition=Q(period="", limit_period__isnull=True)
                | Q(period__in=["day", "week", "month"], limit_period__isnull=False),
            ),
            models.CheckConstraint(
                name="coupon_batch_reservation",
                condition=Q(reservation_minutes__gte=1, reservation_minutes__lte=1440),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Coupon(models.Model):
    """One code. `normal` is the form in which it is looked for (normal.py); it belongs to this coupon for ever.

    `state` is a cache for lists: what a code may do is decided by `revoked_at`, the instants and the counters. Where
    `expires_at` is empty the batch's window holds. `member` is whom it was issued to; empty: to whoever has it.
    Of `issued_*` at most one says what it was issued for; `issued_campaign` and `issued_version` say by which campaign.
    `seen_at`: when its member first had it on the screen.
    """

    class State(models.TextChoices):
        CREATED = "created", pgettext_lazy("coupon", "created")
        ISSUED = "issued", pgettext_lazy("coupon", "issued")
        RESERVED = "reserved", pgettext_lazy("coupon", "reserved")
        USED = "used", pgettext_lazy("coupon", "used")
        REVOKED = "revoked", pgettext_lazy("coupon", "revoked")
        EXPIRED = "expired", pgettext_lazy("coupon", "expired")

    class Source(models.TextChoices):
        NONE = "", _("not issued")
        STAFF = "staff", _("by an employee")
        ORDER = "order", _("for a purchase")
        EVENT = "event", _("for an event")
        SEGMENT = "segment", _("to a segment")
        FILE = "file", _("from a file")

    batch = models.ForeignKey(CouponBatch, verbose_name=_("Batch"), on_delete=models.PROTECT, related_name="coupons")
    code = models.CharField(_("Code"), max_length=64)
    normal = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.CREATED)
    member = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Recipient"), on_delete=models.PROTECT, null=True, related_name="coupons"
    )
    source = models.CharField(_("Issued"), max_length=8, choices=Source.choices, default=Source.NONE, blank=True)
    issued_at = models.DateTimeField(_("Issued at"), null=True)
    expires_at = models.DateTimeField(_("Works until"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True)
    issued_order = models.ForeignKey(
        "loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    issued_event = models.ForeignKey("loyalty.Event", on_delete=models.PROTECT, null=True, related_name="+")
    issued_segment = models.CharField(max_length=64, blank=True)
    issued_campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+")
    issued_version = models.PositiveIntegerField(null=True)
    issued_work = models.ForeignKey("campaigns.CouponWork", on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("Seen"), null=True)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        permissions = [
            ("issue_coupon", "Can issue coupons"),
            ("revoke_coupon", "Can revoke coupons"),
            ("export_coupon", "Can take codes out as a file"),
        ]
        constraints = [
            models.UniqueConstraint(name="coupon_normal", fields=["normal"]),
            models.UniqueConstraint(
                name="coupon_once_an_order", fields=["issued_order", "batch", "issued_campaign"],
                condition=Q(issued_order__isnull=False),
            ),
            models.UniqueConstraint(
                name="coupon_once_an_event", fields=["issued_event", "batch"], condition=Q(issued_event__isnull=False)
            ),
            models.UniqueConstraint(
                name="coupon_once_a_work", fields=["issued_work", "member"], condition=Q(issued_work__isnull=False)
            ),
            models.CheckConstraint(
                name="coupon_issued", condition=Q(source="", issued_at__isnull=True) | Q(issued_at__isnull=False)
            ),
            models.CheckConstraint(name="coupon_revoked", condition=Q(state="revoked", revoked_at__isnull=False)
                                   | (~Q(state="revoked") & Q(revoked_at__isnull=True))),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["batch", "state", "id"], name="coupon_of_batch"),  # the next free one of a pool
            models.Index(fields=["member", "-id"], name="coupon_of_member", condition=Q(member__isnull=False)),
            models.Index(fields=["expires_at"], name="coupon_due", condition=Q(state__in=["created", "issued"])),
            models.Index(fields=["issued_order"], name="coupon_of_order", condition=Q(issued_order__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code


class CouponCounter(models.Model):
    """Uses of one coupon, or (where `coupon` is empty) of its whole batch. `over`: what completed sales took beyond the
    cap, because they had happened already. A counter comes into being with the first use."""

    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, related_name="counters")
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, related_name="counters")
    cap = models.BigIntegerField(null=True)
    used = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    over = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="coupon_counter_key", fields=["batch", "coupon"], nulls_distinct=False),
            models.CheckConstraint(
                name="coupon_counter_within_cap",
                condition=Q(used__gte=0, reserved__gte=0, over__gte=0)
                & (Q(cap__isnull=True) | Q(cap__gte=F("used") + F("reserved") - F("over"))),
            ),
        ]


class CouponMemberCounter(models.Model):
    """Uses of a batch by one member: for ever where `period_key` is empty, else in that day, week or month."""

    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, related_name="member_counters")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=16, blank=True)
    cap = models.BigIntegerField(null=True)
    used = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    over = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="coupon_member_counter_key", fields=["batch", "member", "period_key"]),
            models.CheckConstraint(
                name="coupon_member_counter_within_cap",
                condition=Q(used__gte=0, reserved__gte=0, over__gte=0)
                & (Q(cap__isnull=True) | Q(cap__gte=F("used") + F("reserved") - F("over"))),
            ),
        ]


class CouponReservation(models.Model):
    """One use held back, for an order that is reserved or for a cart whose `token` the web shop keeps. It ends once.

    Past `expires_at` it holds nothing any more, ended or not; empty: until its order is completed or cancelled.
    `member` and `period_key` say which counters it is counted in.
    """

    class End(models.TextChoices):
        OPEN = "", _("open")
        USED = "used", pgettext_lazy("coupon", "used")
        RELEASED = "released", _("released")
        EXPIRED = "expired", _("its time was over")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="reservations")
    token = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001  an order's has none
    order = models.ForeignKey(
        "loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    shop = models.ForeignKey("loyalty.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, null=True, related_name="+")
    period_key = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=8, choices=End.choices, default=End.OPEN, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coupon_reservation_of",
                condition=Q(token__isnull=True, order__isnull=False, shop__isnull=True)
                | Q(token__isnull=False, order__isnull=True, shop__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="coupon_reservation_end",
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="coupon_reservation_order", fields=["order", "coupon"], condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["coupon"], name="coupon_reservation_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["expires_at"], name="coupon_reservation_due", condition=Q(ended_at__isnull=True)),
        ]


class CouponEntry(models.Model):
    """What happened to a coupon; history, append-only. `used` less `restored` is what the counters count.

    Of a use: the order, the member and the period it counts for, the campaigns it opened and the discount they came to;
    `over` when it went beyond a limit because the sale had happened already.
    """

    class Act(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("coupon", "issued")
        RESERVED = "reserved", pgettext_lazy("coupon", "reserved")
        USED = "used", pgettext_lazy("coupon", "used")
        RELEASED = "released", _("released")
        LAPSED = "lapsed", _("the reservation's time was over")
        RESTORED = "restored", _("the use was given back")
        REVOKED = "revoked", pgettext_lazy("coupon", "revoked")
        EXPIRED = "expired", pgettext_lazy("coupon", "expired")
        EXTENDED = "extended", _("extended")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=8, choices=Act.choices)
    order = models.ForeignKey(
        "loyalty.Order", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reservation = models.ForeignKey(CouponReservation, on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, null=True, related_name="+")
    period_key = models.CharField(max_length=16, blank=True)
    campaigns = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    discount_kopecks = models.BigIntegerField(default=0, db_default=0)
    over = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=500, blank=True, db_default="")
    principal = models.CharField(max_length=12)
    principal_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="coupon_used_once", fields=["order", "coupon"], condition=Q(act="used")),
            models.UniqueConstraint(
                name="coupon_restored_once", fields=["order", "coupon"], condition=Q(act="restored")
            ),
            models.CheckConstraint(
                name="coupon_entry_order", condition=~Q(act__in=["used", "restored"]) | Q(order__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["coupon", "id"], name="coupon_entry_story"),
            models.Index(fields=["act", "at"], name="coupon_entry_funnel"),
        ]
