"""Form fields in people's units over our integers: roubles, percents, points; and attributes as lines of text."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.money import from_decimal

_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")  # as English writes thousands, and this field in English, too


class ScaledField(forms.Field):
    """Reads «1 234,50» or «1234.5» as an integer of minor units with `scale` digits after the point, and writes it so.

    `least` and `most` are in minor units. An empty value is None.
    """

    default_error_messages = {
        "invalid": _("Enter a number, for example %(example)s."),
        "digits": _("At most %(digits)s digits after the point."),
        "least": _("Enter %(bound)s or more."),
        "most": _("Enter %(bound)s or less."),
    }

    def __init__(
        self, *, scale: int, suffix: Any = "", least: int | None = 0, most: int | None = 10**15, **kwargs: Any
    ) -> None:
        self.scale, self.least, self.most = scale, least, most
        attrs = {"inputmode": "decimal", "autocomplete": "off", **({"suffix": suffix} if suffix else {})}
        super().__init__(widget=widgets.UnfoldAdminTextInputWidget(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return words.number(value, self.scale) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = "".join(str(value or "").split()).replace(words.MINUS, "-")
        grouped = not words.is_russian() and _GROUPED.fullmatch(text)
        text = text.replace(",", "" if grouped else ".")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise self._error("invalid", example=words.number(1_234_50 if self.scale else 1_234, self.scale)) from None
        try:
            return from_decimal(amount, self.scale)
        except ValueError:
            if not amount.is_finite() or amount.adjusted() > 15:
                raise self._bound_error("most", 10**15) from None
            raise self._error("digits", digits=self.scale) from None

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise self._bound_error("least", self.least)
        if self.most is not None and value > self.most:
            raise self._bound_error("most", self.most)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _bound_error(self, code: str, bound: int) -> ValidationError:
        return self._error(code, bound=words.number(bound, self.scale))

    def _error(self, code: str, **params: object) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


class RoublesField(ScaledField):
    """Kopecks, written in roubles."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=2, suffix="₽", **kwargs)


class PercentField(ScaledField):
    """Basis points, written in percents; 0 to 100 %."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=2, suffix="%", most=10_000, **kwargs)


class AttributesField(forms.CharField):
    """A dictionary of strings, one «name: value» a line."""

    default_error_messages = {
        "line": _("Write each attribute on its own line as “name: value”. Line %(line)s is not so.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}: {text}" for name, text in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        ProhibitNullCharactersValidator()(str(value or ""))  # CharField looks for NUL in the dictionary's repr
        attributes: dict[str, str] = {}
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            name, colon, text = line.partition(":")
            if not colon or not name.strip() or not text.strip():
                raise ValidationError(self.error_messages["line"], code="line", params={"line": number})
            attributes[name.strip()] = text.strip()
        return attributes

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or {}))
        except ValidationError:
            return True


def time_zones() -> list[tuple[str, str]]:
    """Every zone of the tz database, the Russian ones first."""
    from zoneinfo import available_timezones

    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    first = [name for name in _RUSSIAN_ZONES if name in names]
    return [(name, name.replace("_", " ")) for name in [*first, *(name for name in names if name not in first)]]


_RUSSIAN_ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
