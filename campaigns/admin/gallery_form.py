"""The questions of a mechanic as a form, in people's units."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.conditions.when import WEEKDAYS
from campaigns.coupons.models import Coupon
from campaigns.coupons.normal import normal_code
from campaigns.gallery.mechanic import Mechanic, Question
from loyalty import words
from loyalty.admin.fields import PercentField, RoublesField, ScaledField
from loyalty.admin.picked import PickedWidget
from loyalty.catalogue.models import Category, Product
from loyalty.program.validity import midnight
from loyalty.refusals import Words


class StepsField(forms.CharField):
    """«3000 — 7» a line, as pairs of kopecks and basis points that rise."""

    default_error_messages = {
        "line": _("Write each step on its own line: from how many roubles, and what percent, such as “3000 — 7”."),
        "order": _("The thresholds of steps must rise."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return "\n".join(f"{words.number(since, 2)} — {words.number(rate, 2)}" for since, rate in value or ())

    def to_python(self, value: Any) -> Any:
        found: list[tuple[int, int]] = []
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            parts = line.replace("—", "-").replace("–", "-").replace("%", "").replace("₽", "").split("-")
            try:
                since, rate = (RoublesField().to_python(part) for part in parts)
            except (ValueError, forms.ValidationError):
                raise forms.ValidationError(self.error_messages["line"], code="line") from None
            if since is None or rate is None or not 0 < rate <= 10_000 or since < 0:
                raise forms.ValidationError(self.error_messages["line"], code="line")
            found.append((since, rate))
        if [since for since, _rate in found] != sorted({since for since, _rate in found}):
            raise forms.ValidationError(self.error_messages["order"], code="order")
        return tuple(found)

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["line"], code="line")


class ProductField(forms.CharField):
    """The SKU of a product that is in the catalogue."""

    default_error_messages = {"absent": _("There is no product with this SKU in the catalogue.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, widget=PickedWidget(picks="sku", find=_("Find a product…")), **kwargs)

    def clean(self, value: Any) -> Any:
        sku = super().clean(value)
        if sku and not Product.objects.filter(sku=sku).exists():
            raise forms.ValidationError(self.error_messages["absent"], code="absent")
        return sku


class CodeWordField(forms.RegexField):
    """A word that is no code yet, and looks like none."""

    default_error_messages = {
        "invalid": _("From 3 to 40 letters and digits, with hyphens between them, as in SPRING-2027."),
        "taken": _("This code, or one that looks like it, is taken"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[^\W_]+(-[^\W_]+)*$", widget=widgets.UnfoldAdminTextInputWidget(), min_length=3,
                         max_length=40, **kwargs)  # fmt: skip

    def clean(self, value: Any) -> Any:
        word = super().clean(value)
        if Coupon.objects.filter(normal=normal_code(word)).exists():
            raise forms.ValidationError(self.error_messages["taken"], code="taken")
        return word


class BenefitField(forms.MultiValueField):
    """How much, and of what: percents, roubles or points off or to get, as (what, integer)."""

    _OF: dict[str, tuple[Any, forms.Field]] = {
        "percent": (_("% off"), PercentField(least=1)), "roubles": (_("₽ off"), RoublesField(least=1)),
        "points": (_("points at once"), ScaledField(scale=0, least=1, most=100_000)),
    }  # fmt: skip

    def __init__(self, *, of: tuple[str, ...], **kwargs: Any) -> None:
        choices = [(what, self._OF[what][0]) for what in of]
        size, what = widgets.UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}), widgets.UnfoldAdminSelectWidget
        super().__init__(
            fields=(forms.CharField(max_length=20), forms.ChoiceField(choices=choices)),
            widget=_BenefitWidget(widgets=(size, what(choices=choices))), **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return self.widget.decompress(value) if isinstance(value, tuple) else value  # what was typed is a list

    def compress(self, data_list: list[str]) -> tuple[str, int]:
        size, what = data_list
        return what, self._OF[what][1].clean(size)


class _BenefitWidget(forms.MultiWidget):
    """The number and its kind side by side."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('<div class="benefit">{}</div>', super().render(*args, **kwargs))

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None]
        what, size = value
        return [words.number(size, 0 if what == "points" else 2), what]


_UNBOUNDED = {
    "budget": _("Enter a sum, or confirm below that nothing bounds it on purpose."),
    "gifts": _("Enter a number, or confirm below that nothing bounds it on purpose."),
}


class MechanicForm(forms.Form):
    """`answers`, `ends_at`, `waived` after it is valid."""

    title_ru = forms.CharField(
        label=_("Name in Russian"), max_length=150, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Customers and cashiers see it."),
    )  # fmt: skip
    title_en = forms.CharField(label=_("Name in English"), max_length=150, widget=widgets.UnfoldAdminTextInputWidget())
    budget = RoublesField(
        label=_("At most a month"), least=1, required=False, help_text=_("When it is used up, nothing more is given."),
    )  # fmt: skip
    gifts = ScaledField(
        label=_("In so many purchases a month at most"), scale=0, least=1, most=100_000, required=False,
        help_text=_("When they are used up, no more gifts are given. What a gift costs is not known here."),
    )  # fmt: skip
    no_budget = forms.BooleanField(
        label=_("Nothing bounds its cost, on purpose"), required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "date"})
    )
    no_end = forms.BooleanField(
        label=_("Runs without an end on purpose"), required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )

    def __init__(
        self, data: Any = None, *, mechanic: Mechanic, title: dict[str, str], endless: bool, gifts: bool = False
    ) -> None:  # fmt: skip
        """`gifts`: goods are given away, and so many are asked for instead of a sum."""
        initial = {question.name: question.default for question in mechanic.questions}
        super().__init__(data, initial={**initial, "title_ru": title["ru"], "title_en": title["en"]})
        self.use_required_attribute = False
        self.mechanic, self.endless = mechanic, endless
        self.bound = "gifts" if gifts else "budget"
        del self.fields["budget" if gifts else "gifts"]
        common = {name: self.fields.pop(name) for name in (self.bound, "no_budget", "until", "no_end")}
        self.fields.update({question.name: _field(question) for question in mechanic.questions})
        for name, field in common.items():
            if not endless or name in (self.bound, "no_budget"):
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """What bounds a campaign is given or missing on purpose."""
        cleaned = super().clean() or {}
        if self.bound not in self.errors and cleaned.get(self.bound) is None and not cleaned.get("no_budget"):
            self.add_error(self.bound, _UNBOUNDED[self.bound])
        if not self.endless and "until" not in self.errors and not cleaned.get("until") and not cleaned.get("no_end"):
            self.add_error("until", _("Enter the last day, or confirm below that there is none on purpose."))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        return {question.name: self.cleaned_data[question.name] for question in self.mechanic.questions}

    @property
    def waived(self) -> list[str]:
        return [what for what in ("end", "budget") if self.cleaned_data.get(f"no_{what}")]

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        """The end of the last day."""
        day = self.cleaned_data.get("until")
        return None if day is None else midnight(day + timedelta(days=1), zone)


class GoodsField(forms.CharField):
    """A category, or all goods where nothing is chosen, as stored Goods."""

    default_error_messages = {"absent": _("There is no such category in the catalogue.")}

    def __init__(self, *, empty: Words = "", **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)
        find = _("Find a category…") if self.required else _("All goods, or find a category…")
        self.widget = PickedWidget(picks="category", find=empty or find)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if chosen and not Category.objects.filter(code=chosen).exists():
            raise forms.ValidationError(self.error_messages["absent"], code="absent")
        return {"categories": [chosen]} if chosen else {}

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None or isinstance(value, dict) else value


def _field(question: Question) -> forms.Field:
    """How a question is asked."""
    said: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": question.required}
    match question.kind:
        case "roubles":
            return RoublesField(least=1, **said)
        case "percent":
            return PercentField(least=1, **said)
        case "points" | "number":
            return ScaledField(scale=0, least=1, most=100_000, **said)
        case "goods":
            return GoodsField(**said)
        case "product":
            return ProductField(**said)
        case "weekday":
            return forms.ChoiceField(choices=WEEKDAYS, widget=widgets.UnfoldAdminSelectWidget(), **said)
        case "time":
            clock = widgets.UnfoldAdminTextInputWidget(attrs={"type": "time"})
            return _ClockField(widget=clock, **said)
        case "steps":
            return StepsField(**said)
        case "code":
            return CodeWordField(**said)
        case "off":
            return BenefitField(of=("percent", "roubles"), **said)
        case "benefit":
            return BenefitField(of=("roubles", "percent", "points"), **said)
        case "word":
            return forms.RegexField(r"^\S{1,58}$", widget=widgets.UnfoldAdminTextInputWidget(), **said)


class _ClockField(forms.TimeField):
    """HH:MM."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.strftime("%H:%M") if isinstance(found, time) else found
