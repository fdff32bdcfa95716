"""The terms of a batch as plain questions."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold import widgets

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.random_codes import ALPHABET, DEFAULT
from campaigns.coupons.save_batch import BatchTerms
from loyalty.shops.models import Shop

KINDS = (
    (CouponBatch.Kind.SINGLE, _("many single-use codes, each works once")),
    (CouponBatch.Kind.SHARED, _("one code that everybody may use")),
)
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("What it is"), ("name", "code", "kind", "shared_code", "pattern", "makes_more")),
    (_("What its holder reads"), ("gives_ru", "gives_en", "terms_ru", "terms_en")),
    (_("When and where it works"), ("valid_from", "valid_until", "days_valid", "shops", "recipient_only")),
    (pgettext_lazy("coupon", "How often"), ("limit_each", "limit_total", "limit_member", "limit_period", "period")),
    (_("When a purchase falls through"), ("returns_on_cancel", "returns_on_return", "reservation_minutes")),
)


def _text(label: Any, help_text: Any = "", *, most: int = 200, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=widgets.UnfoldAdminTextInputWidget(),
    )


def _count(label: Any, help_text: Any = "", *, most: int = 1_000_000_000) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=1, max_value=most, required=False,
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _flag(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(
        label=label, help_text=help_text, required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )


def _instant(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, help_text=help_text, required=False,
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )  # fmt: skip


class BatchForm(forms.Form):
    """`batch` is the one being changed; its code, kind and shared code are for ever."""

    name = _text(_("Name for colleagues"), _("As in “Letter of November”."), required=True)
    code = forms.SlugField(
        label=_("Short code of the batch"), max_length=64, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Small Latin letters, digits and dashes; campaigns name the batch by it. For ever."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Which codes"), choices=KINDS, widget=widgets.UnfoldAdminSelectWidget())
    shared_code = _text(
        _("The code for everybody"), _("From 4 to 40 Latin letters and digits, as in SPRING-2027."), most=40
    )
    pattern = _text(
        _("How new codes look"),
        _("# stands for a random character. Without a pattern codes can only be brought as a file."), most=40,
    )  # fmt: skip
    makes_more = _flag(
        _("Make a new code when none is left"), _("Otherwise the purchase goes on without a coupon, and you are told.")
    )
    gives_ru = _text(
        _("What it gives, in Russian"),
        _("The sentence of the receipt and the cabinet. Empty: the names of the campaigns that it opens."), most=150,
    )  # fmt: skip
    gives_en = _text(_("What it gives, in English"), most=150)
    terms_ru = _text(_("Conditions, in Russian"), _("As in “for goods from 1,000 roubles”."), most=300)
    terms_en = _text(_("Conditions, in English"), most=300)
    valid_from = _instant(_("Works from"), _("Empty: at once."))
    valid_until = _instant(_("Works until"), _("Empty: without an end."))
    days_valid = _count(
        _("Days after it was issued"), _("To the end of the last day; never longer than the batch."), most=3_660
    )
    shops = forms.MultipleChoiceField(
        label=_("Shops"), required=False, widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("None: in every shop."),
    )  # fmt: skip
    recipient_only = _flag(
        _("Works for its recipient only"), _("A code that was issued to a member helps nobody else.")
    )
    limit_each = _count(_("Uses of the code by all together"), _("For a code for everybody. Empty: no limit."))
    limit_total = _count(_("Uses of the whole batch"), _("Empty: no limit."))
    limit_member = _count(_("Uses by one member in all"), _("With a limit for a member, guests cannot use it."))
    limit_period = _count(_("Uses by one member in a period"))
    period = forms.ChoiceField(
        label=_("The period"), choices=CouponBatch.Period.choices, required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip
    returns_on_cancel = _flag(_("A cancelled purchase gives the code back"))
    returns_on_return = _flag(_("A return of all discounted goods gives the code back"))
    reservation_minutes = _count(_("Minutes a web shop may hold a code for a cart"), most=1_440)

    def __init__(self, data: Any = None, *, batch: CouponBatch | None = None) -> None:
        super().__init__(data, initial=_new() if batch is None else _stored(batch))
        self.use_required_attribute = False
        shops = self.fields["shops"]
        assert isinstance(shops, forms.MultipleChoiceField)
        shops.choices = [(shop.code, shop.name) for shop in Shop.objects.order_by("name")]
        self._kind = batch.kind if batch else None
        if batch is not None:
            del self.fields["code"], self.fields["kind"], self.fields["shared_code"]
            unfit = (
                ("limit_each",) if batch.kind == CouponBatch.Kind.SINGLE else ("pattern", "makes_more", "days_valid")
            )
            for name in unfit:
                del self.fields[name]

    def kind_of(self) -> str:
        """Of the batch, or as it was chosen."""
        return str(self._kind or self.cleaned_data.get("kind", ""))

    def groups(self) -> Iterator[tuple[Promise, list[forms.BoundField]]]:
        """The questions by what they are about."""
        for title, names in GROUPS:
            yield title, [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = self._kind or cleaned.get("kind")
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", _("It would end before it begins."))
        if bool(cleaned.get("limit_period")) != bool(cleaned.get("period")):
            self.add_error("period", _("A limit for a period needs both the number and the period."))
        if kind == CouponBatch.Kind.SHARED and self._kind is None and not cleaned.get("shared_code"):
            self.add_error("shared_code", _("Write the code that everybody will use."))
        if kind == CouponBatch.Kind.SHARED and cleaned.get("recipient_only"):
            self.add_error("recipient_only", _("A code for everybody has no recipient."))
        if cleaned.get("makes_more") and not cleaned.get("pattern"):
            self.add_error("pattern", _("New codes need a pattern."))
        return cleaned

    def terms(self) -> BatchTerms:
        """What was answered; call it when the form is valid."""
        names = BatchTerms.__dataclass_fields__.keys() & self.cleaned_data.keys()
        given = {name: self.cleaned_data[name] for name in names}
        given |= {"reservation_minutes": given["reservation_minutes"] or 15, "shops": tuple(given["shops"])}
        if self.kind_of() == CouponBatch.Kind.SHARED:
            return BatchTerms(**given | {"pattern": "", "makes_more": False, "days_valid": None})
        alphabet = ALPHABET if given["pattern"] else ""
        return BatchTerms(**given | {"limit_each": 1, "alphabet": alphabet})


def _new() -> dict[str, Any]:
    return {
        "kind": CouponBatch.Kind.SINGLE, "pattern": DEFAULT, "returns_on_cancel": True, "returns_on_return": True,
        "reservation_minutes": 15,
    }  # fmt: skip


def _stored(batch: CouponBatch) -> dict[str, Any]:
    found = {name: getattr(batch, name) for name in BatchTerms.__dataclass_fields__}
    for name in ("valid_from", "valid_until"):
        found[name] = localtime(found[name]).strftime("%Y-%m-%dT%H:%M") if found[name] else ""
    return found
