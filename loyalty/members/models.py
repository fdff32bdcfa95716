"""Members, how they are recognised, what they agreed to, and how they prove it is them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class Member(models.Model):
    """A person in the programme. Contacts live in `Identity`; the ledger knows only this row's id."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        BLOCKED = "blocked", _("blocked")
        LEFT = "left", _("left")

    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.ACTIVE)
    first_name = models.CharField(_("First name"), max_length=100, blank=True)
    last_name = models.CharField(_("Last name"), max_length=100, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    gender = models.CharField(_("Gender"), max_length=1, blank=True, choices=[("f", _("woman")), ("m", _("man"))])
    city = models.CharField(_("City"), max_length=100, blank=True)
    language = models.CharField(
        _("Language"), max_length=2, default="ru", choices=[("ru", "Русский"), ("en", "English")]
    )
    timezone = models.CharField(_("Time zone"), max_length=64, blank=True)
    source = models.CharField(_("Source of joining"), max_length=64, blank=True)
    attributes = models.JSONField(_("Attributes"), default=dict, blank=True)
    shop = models.ForeignKey(
        "loyalty.Shop", verbose_name=_("Joined in"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField(_("Joined"))
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions = [
            ("unmask_member", "Can see contacts and full names"),
            ("block_member", "Can block and unblock members"),
            ("import_member", "Can import members"),
            ("export_member", "Can export members"),
        ]
        constraints = [
            models.CheckConstraint(name="member_state", condition=models.Q(state__in=["active", "blocked", "left"]))
        ]
        indexes = [models.Index(fields=["-joined_at"], name="member_joined")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(_("Member %(id)s") % {"id": self.pk})


class Birthday(models.Model):
    """The member's birthday of this year has been told."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="birthday_once_a_year", fields=["member", "year"])]


class Identity(models.Model):
    """One way to recognise a member, found by a blind index of its normal form; phone and e-mail are encrypted.

    `index` is HMAC-SHA-256 over kind and normal form; `sealed` is the encrypted normal form of a phone or an e-mail;
    cards and external ids keep `value` in plain.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        CARD = "card", _("card")
        EXTERNAL = "external", _("external id")

    member = models.ForeignKey(Member, verbose_name=_("Member"), on_delete=models.PROTECT, related_name="identities")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    index = models.BinaryField(max_length=32, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    value = models.CharField(_("Value"), max_length=128, blank=True)
    masked = models.CharField(_("Contact"), max_length=128)
    verified_at = models.DateTimeField(_("Verified"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(name="identity_unique", fields=["kind", "index"]),
            models.CheckConstraint(
                name="identity_contacts_sealed",
                condition=models.Q(kind__in=["phone", "email"], sealed__isnull=False, value="")
                | models.Q(kind__in=["card", "external"], sealed__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.masked


class ConsentText(models.Model):
    """An immutable version of the words people agree to; history, append-only."""

    class Kind(models.TextChoices):
        RULES = "rules", _("programme rules")
        PERSONAL_DATA = "personal_data", _("personal data")
        MARKETING = "marketing", _("marketing messages")

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    version = models.CharField(_("Version"), max_length=32)
    text_ru = models.TextField(_("Text in Russian"))
    text_en = models.TextField(_("Text in English"), blank=True)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [models.UniqueConstraint(name="consent_text_version", fields=["kind", "version"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.version}"


class Consent(models.Model):
    """One act of giving or withdrawing a consent, with its proof; history, append-only: the last act holds."""

    member = models.ForeignKey(Member, verbose_name=_("Member"), on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, verbose_name=_("Text"), on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(_("Granted"))
    at = models.DateTimeField(_("When"))
    channel = models.CharField(_("Where"), max_length=64)
    proof = models.JSONField(_("Proof"), default=dict)
    recorded_at = models.DateTimeField(_("Recorded"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["member", "at"], name="consent_member_at")]


class Challenge(models.Model):
    """A one-time code sent to a contact: to sign in, or to let points be burnt at a till.

    Attempts are counted here, in PostgreSQL. `index` is the blind index of the contact, so that strangers and members
    are counted alike; `code_hash` is an HMAC. `sealed_code` is the code itself, encrypted, until it has been sent.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("sign-in")
        BURN = "burn", _("burn of points")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    index = models.BinaryField(max_length=32)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("loyalty.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    code_hash = models.BinaryField(max_length=32)
    sealed_code = models.BinaryField(null=True)
    sending_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="challenge_attempts", condition=models.Q(attempts__lte=5)),
            models.CheckConstraint(name="challenge_dates", condition=models.Q(expires_at__gt=models.F("created_at"))),
        ]
        indexes = [
            models.Index(fields=["purpose", "index", "-created_at"], name="challenge_recent"),
            models.Index(fields=["id"], name="challenge_waiting", condition=models.Q(sealed_code__isnull=False)),
        ]


class SentCodes(models.Model):
    """When the last codes were asked for, per contact and purpose: one row each, so that the limits are exact."""

    purpose = models.CharField(max_length=10, choices=Challenge.Purpose.choices)
    index = models.BinaryField(max_length=32)
    sent = ArrayField(models.DateTimeField())

    class Meta:
        constraints = [models.UniqueConstraint(name="sent_codes_contact", fields=["purpose", "index"])]


class Visit(models.Model):
    """A local day of the programme on which a member was in the cabinet.

    What is older than `purging` keeps days for is folded to the first visit of each month.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="visit_once_a_day", fields=["member", "day"])]
        indexes = [models.Index(fields=["day"], name="visit_day")]
