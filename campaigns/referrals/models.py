"""Who invited whom, and what came of it: the programme's terms, codes, referrals with their history, and counters."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.clock import ClockTimestamp


class ReferralProgramme(models.Model):
    """The one programme of invitations. `version` holds its terms (see `terms.py`); a referral keeps those it was made
    under."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_on = models.BooleanField(_("Is on"), default=False)
    version = models.ForeignKey("campaigns.ReferralVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("referral programme")
        verbose_name_plural = _("referral programme")
        constraints = [models.CheckConstraint(name="referral_programme_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class ReferralVersion(models.Model):
    """The terms as they were; history, append-only."""

    number = models.PositiveIntegerField(_("Version"), unique=True)
    terms = models.JSONField(_("Terms"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Since"), db_default=ClockTimestamp())


class ReferralCode(models.Model):
    """A member's own code, for ever; history, append-only."""

    member = models.OneToOneField("loyalty.Member", on_delete=models.PROTECT, primary_key=True, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())


class Referral(models.Model):
    """One invitation that was accepted, and where it stands; a member is invited once.

    `why` says why nothing came of it. `genuine` is false while somebody looks at it and after a refusal for who the
    friend is: then they do not count as invited. `approved`: a person has looked, and signs are not looked for again.
    `order` is the friend's order that the reward is for, `pays_at` when its goods can no longer come back.
    """

    class State(models.TextChoices):
        JOINED = "joined", _("no purchase yet")
        WAITING = "waiting", pgettext_lazy("referral", "waiting")
        REWARDED = "rewarded", _("rewarded")
        REVIEW = "review", _("being looked at")
        REFUSED = "refused", pgettext_lazy("referral", "not rewarded")
        TAKEN_BACK = "taken_back", _("taken back")

    class Why(models.TextChoices):
        NONE = "", ""
        SIGNS = "signs", _("they may be one person")
        STAFF = "staff", _("declined after a look")
        RING = "ring", _("the two invited each other, over others perhaps")
        LATE = "late", _("there was no purchase in time")
        ORDERED = "ordered", _("the friend had bought before")
        REFERRER = "referrer", _("whoever invited is blocked or has left")
        FRIEND = "friend", _("the friend is blocked")
        LIMIT = "limit", _("they have been rewarded as often as they may in this period")
        LIMIT_ALL = "limit_all", _("they have been rewarded as often as they may")
        BUDGET = "budget", _("the budget of invitations is used up")
        RETURNED = "returned", _("the goods were returned")

    referrer = models.ForeignKey(
        "loyalty.Member", verbose_name=_("Who invited"), on_delete=models.PROTECT, related_name="referrals"
    )
    friend = models.OneToOneField(
        "loyalty.Member", verbose_name=_("Friend"), on_delete=models.PROTECT, related_name="referral"
    )
    version = models.ForeignKey(ReferralVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("State"), max_length=12, choices=State.choices)
    why = models.CharField(_("Why"), max_length=12, choices=Why.choices, blank=True)
    signs = models.JSONField(_("Signs"), default=list)
    genuine = models.BooleanField(default=True)
    approved = models.BooleanField(default=False)
    channel = models.CharField(_("Came by"), max_length=64)
    shop = models.ForeignKey(
        "loyalty.Shop", verbose_name=_("Shop"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    order = models.OneToOneField(
        "loyalty.Order", verbose_name=_("First purchase"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("Since"))
    order_until = models.DateTimeField(_("First purchase before"))
    pays_at = models.DateTimeField(_("Points come"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    points = models.BigIntegerField(_("Points"), default=0)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        permissions = [("decide_referral", "Can approve and decline invitations")]
        constraints = [
            models.CheckConstraint(name="referral_not_own", condition=~Q(referrer=F("friend"))),
            models.CheckConstraint(
                name="referral_states",
                condition=Q(state="joined", order__isnull=True, pays_at__isnull=True, points=0)
                | Q(state="waiting", order__isnull=False, pays_at__isnull=False, points=0)
                | Q(state="review", order__isnull=True, points=0)
                | Q(state="refused", points=0, ended_at__isnull=False)
                | Q(state__in=["rewarded", "taken_back"], order__isnull=False, points__gt=0, ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["referrer", "-id"], name="referral_of"),
            models.Index(fields=["pays_at"], name="referral_due", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="referral_open", condition=Q(state="joined")),
            models.Index(fields=["id"], name="referral_review", condition=Q(state="review")),
        ]

    def __str__(self) -> str:
        return str(_("Invitation %(id)s") % {"id": self.pk})


class ReferralStep(models.Model):
    """One step of a referral: where it went, why and by whom; history, append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=Referral.State.choices)
    why = models.CharField(max_length=12, choices=Referral.Why.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        indexes = [models.Index(fields=["referral", "id"], name="referral_steps")]


class ReferralCounter(models.Model):
    """How much of a cap is used: rewards of one member in a period or in all, points of everybody in a period."""

    what = models.CharField(max_length=64)
    period = models.CharField(max_length=16, blank=True)
    used = models.BigIntegerField()
    cap = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referral_counter_key", fields=["what", "period"]),
            models.CheckConstraint(name="referral_counter_within_cap", condition=Q(used__gte=0, used__lte=F("cap"))),
        ]


class ReferralUse(models.Model):
    """What a reward took from a counter, or gave back (negative); history, append-only."""

    counter = models.ForeignKey(ReferralCounter, on_delete=models.PROTECT, related_name="uses")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [models.CheckConstraint(name="referral_use_not_zero", condition=~Q(amount=0))]


class ReferralTrail(models.Model):
    """That a member signed in from a device or a network: what two members share speaks for one person.

    `digest` opens nothing: it is an HMAC. Forgotten half a year after it was seen last.
    """

    class Kind(models.TextChoices):
        DEVICE = "device"
        ADDRESS = "address"

    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="referral_trail_once", fields=["member", "kind", "digest"])]
        indexes = [models.Index(fields=["seen_at"], name="referral_trail_old")]
