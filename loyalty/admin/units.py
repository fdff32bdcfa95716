"""Units as staff meet them: words for amounts, and the list of kinds of points."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.fields import RoublesField
from loyalty.admin.kit import StaffAdmin
from loyalty.admin.site import site
from loyalty.ledger.models import Unit
from loyalty.money import BONUS, CERTIFICATE
from loyalty.words import UnitWords


def words_of(unit: Unit) -> UnitWords:
    """How amounts of the unit are written."""
    return UnitWords(forms_ru=unit.forms_ru, forms_en=unit.forms_en, scale=unit.scale)


def last_day(expires_at: datetime, zone: ZoneInfo) -> date:
    """The last local day on which points can be used that go at `expires_at`, a midnight as a rule."""
    return (expires_at - timedelta(microseconds=1)).astimezone(zone).date()


def names_of_units() -> dict[str, str]:
    """Every unit's name in the active language, by its code. One query."""
    return {unit.code: unit_name(unit) for unit in Unit.objects.all()}


def unit_name(unit: Unit) -> str:
    """«баллы», in the active language."""
    return unit.name_ru if words.is_russian() else unit.name_en


class UnitForm(forms.ModelForm[Unit]):
    """The price is asked for one point, whatever the smallest step is."""

    price = RoublesField(
        label=_("One point pays for"), required=False, least=1,
        help_text=_("In roubles. Empty: these points cannot be spent, they only count."),
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = ("code", "name_ru", "name_en", "forms_ru", "forms_en", "scale")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instance
        if unit.pk and unit.step_kopecks:
            self.initial["price"] = unit.step_kopecks * 10**unit.scale
        three = RegexValidator(r"^[^|]+\|[^|]+\|[^|]+$", _("Write three forms through “|”: балл|балла|баллов."))
        two = RegexValidator(r"^[^|]+\|[^|]+$", _("Write two forms through “|”: point|points."))
        code = RegexValidator(r"^[A-Z][A-Z0-9_]*\Z", _("Write capital Latin letters and digits, such as “STAMP”."))
        digits = MaxValueValidator(2, _("Two digits after the point are the most."))
        for name, validator in (("code", code), ("forms_ru", three), ("forms_en", two), ("scale", digits)):
            if name in self.fields:
                self.fields[name].validators.append(validator)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        price, scale = cleaned.get("price"), cleaned.get("scale", self.instance.scale)
        if price is None:
            if self.instance.code == BONUS:
                self.add_error("price", _("The main points must have a price: customers pay with them."))
        elif scale is not None and price % 10**scale:
            self.add_error("price", _("A hundredth of a point must be worth a whole number of kopecks."))
        return cleaned


class UnitAdmin(StaffAdmin):
    form = UnitForm
    list_display = ("name", "example", "price")
    fieldsets = (
        (None, {"fields": ("code", "name_ru", "name_en")}),
        (_("How amounts are written"), {"fields": ("forms_ru", "forms_en", "scale")}),
        (
            _("Price"),
            {
                "fields": ("price",),
                "description": _(
                    "A new price holds for points that customers have already: a higher one makes every balance dearer."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Money of certificates is no kind of points."""
        return super().get_queryset(request).exclude(code=CERTIFICATE)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Balances are stored in the smallest step, so neither it nor the code can change."""
        return ("code", "scale") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        price = form.cleaned_data.get("price")
        obj.step_kopecks = None if price is None else price // 10**obj.scale
        if change and "price" in form.changed_data:
            obj.save(update_fields=["step_kopecks"])
        super().save_model(request, obj, form, change)

    @admin.display(description=_("Name"))
    def name(self, unit: Unit) -> str:
        return unit_name(unit)

    @admin.display(description=_("For example"))
    def example(self, unit: Unit) -> str:
        return ", ".join(words.points(count * 10**unit.scale, words_of(unit)) for count in (1, 2, 5))

    @admin.display(description=_("One point pays for"))
    def price(self, unit: Unit) -> str:
        if unit.step_kopecks is None:
            return gettext("cannot be spent")
        return words.roubles(unit.step_kopecks * 10**unit.scale)


site.register(Unit, UnitAdmin)
