"""Kinds of certificates: what is sold, for how much, for how long, and what is printed on it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.fields import RoublesField
from loyalty.admin.kit import StaffAdmin
from loyalty.admin.site import site
from loyalty.catalogue.models import Product
from loyalty.certificates.models import CertificateProduct
from loyalty.certificates.top_up import MOST_KOPECKS

_MOST_NOMINALS = 20


class NominalsField(forms.Field):
    """Roubles through semicolons, as kopecks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=widgets.UnfoldAdminTextInputWidget(), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(words.number(one, 2) for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int]:
        parts = [part for part in str(value or "").split(";") if part.strip()]
        one = RoublesField(least=100, most=MOST_KOPECKS, required=False)
        found = {kopecks for part in parts[: _MOST_NOMINALS + 1] if (kopecks := one.clean(part)) is not None}
        if len(parts) > _MOST_NOMINALS:
            raise forms.ValidationError(_("Twenty nominals are the most."))
        return sorted(found)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True


class CertificateProductForm(forms.ModelForm[CertificateProduct]):
    nominals = NominalsField(label=_("Nominals"), help_text=_("In roubles, through “;”: 500; 1000; 3000"))
    least_kopecks = RoublesField(label=_("Free amount from"), least=100, most=MOST_KOPECKS, required=False)
    most_kopecks = RoublesField(label=_("Free amount up to"), least=100, most=MOST_KOPECKS, required=False)

    class Meta:
        model = CertificateProduct
        fields = (
            "sku", "name_ru", "name_en", "nominals", "least_kopecks", "most_kopecks", "validity_days", "text_ru",
            "text_en", "is_active",
        )  # fmt: skip

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"]
        if not Product.objects.filter(sku=sku, is_certificate=True).exists():
            raise forms.ValidationError(_("The catalogue has no goods with this SKU that are a gift certificate."))
        return sku

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("least_kopecks"), cleaned.get("most_kopecks")
        if (least is None) != (most is None):
            self.add_error("most_kopecks", _("Enter both bounds of the free amount, or neither."))
        elif least is not None and most is not None and most < least:
            self.add_error("most_kopecks", _("The upper bound must not be below the lower one."))
        if least is None and not cleaned.get("nominals") and not self.errors:
            self.add_error("nominals", _("Enter at least one nominal, or the bounds of a free amount."))
        return cleaned


class CertificateProductAdmin(StaffAdmin):
    form = CertificateProductForm
    list_display = ("name", "sku", "amounts", "validity_days", "is_active")
    search_fields = ("name_ru", "name_en", "sku")
    ordering = ("name_ru",)
    fieldsets = (
        (None, {"fields": ("sku", "name_ru", "name_en", "is_active")}),
        (_("Amounts"), {"fields": ("nominals", "least_kopecks", "most_kopecks")}),
        (_("On the certificate"), {"fields": ("validity_days", "text_ru", "text_en")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Orders that wait for their payment know the kind by its goods."""
        return ("sku",) if obj else ()

    @admin.display(description=_("Name"))
    def name(self, kind: CertificateProduct) -> str:
        return kind.name_ru if words.is_russian() else kind.name_en

    @admin.display(description=_("Amounts"))
    def amounts(self, kind: CertificateProduct) -> str:
        parts = [words.roubles(one) for one in kind.nominals]
        if kind.least_kopecks is not None and kind.most_kopecks is not None:
            bounds = {"least": words.roubles(kind.least_kopecks), "most": words.roubles(kind.most_kopecks)}
            parts.append(gettext("any from {least} to {most}").format(**bounds))
        return ", ".join(parts)


site.register(CertificateProduct, CertificateProductAdmin)
