"""The programme's rules as a form: every setting in people's units, with what it means and when it matters."""

from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import PercentField, RoublesField, ScaledField
from loyalty.admin.program_sections import (
    CERTIFICATE_EXPIRY,
    CLAW_BACK,
    CODE,
    DIRECTIONS,
    EARN,
    LEVELS,
    SECTIONS,
    VALIDITY,
)
from loyalty.ledger.models import Unit
from loyalty.money import Direction
from loyalty.program.settings import (
    MOST_PER_KOPECK,
    EarnPerAmount,
    EarnPercent,
    EarnSteps,
    Rounding,
    Settings,
    Step,
    dump,
    parse,
)
from loyalty.program.validity import Validity


def _choice(
    label: Any, choices: Any, help_text: Any = "", *, radio: bool = False, model: str = ""
) -> forms.ChoiceField:
    attrs = {"x-model": model} if model else {}
    if radio:
        widget: forms.Widget = widgets.UnfoldAdminRadioSelectWidget(attrs=attrs)
    else:
        widget = widgets.UnfoldAdminSelectWidget(attrs=attrs)
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, widget=widget)


def _switch(label: Any, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, help_text=help_text, required=False, widget=widgets.UnfoldBooleanSwitchWidget()
    )


def _whole(label: Any, help_text: Any, suffix: Any, least: int, most: int, *, required: bool = True) -> ScaledField:
    return ScaledField(
        label=label, help_text=help_text, suffix=suffix, scale=0, least=least, most=most, required=required
    )


class SettingsForm(forms.Form):
    """Reads and writes `Settings`. Points are of the unit BONUS. A field that does not matter now is not checked."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    earn_by = _choice(_("A purchase gives"), EARN, model="earn_by")
    earn_rate = PercentField(
        label=_("Percent"), required=False, help_text=_("5 % of 1 000 ₽ paid is points worth 50 ₽.")
    )
    earn_amount = RoublesField(
        label=_("For every full"), required=False, least=1, help_text=_("The rest below a full amount gives nothing.")
    )
    earn_on_discounted_lines = _switch(
        _("Goods with a discount earn"), _("Off: a line that got any discount gives no points.")
    )
    earn_on_delivery = _switch(_("Delivery earns"), _("On: what was paid for delivery gives points like goods."))
    earn_on_points_paid = _switch(
        _("The part paid with points earns"), _("On: points are given for the price before points were spent.")
    )
    earn_on_certificates = _switch(
        _("Buying a gift certificate earns"), _("Off: points come when the certificate is spent on goods.")
    )
    rounding_level = _choice(_("Round"), LEVELS, _("Rounding each line gives slightly less when rounding down."))
    rounding_direction = _choice(_("Direction"), DIRECTIONS)
    pending_days = _whole(
        _("Points wait before they can be used"),
        _("0: at once. Set it to the usual time of returns, and returned goods will not leave spent points behind."),
        _("days"), 0, 365,
    )  # fmt: skip
    validity_by = _choice(_("Points live"), VALIDITY, model="validity_by")
    validity_count = _whole(
        _("How many"),
        _("Counted from the day points can be used; the last day counts in full. For the end of a month, a quarter "
          "or a year, 1 is the current one."),
        "", 1, 3_650, required=False,
    )  # fmt: skip
    validity_dates = forms.CharField(
        label=_("Dates"), required=False, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Day and month, separated by commas: 30.06, 31.12. Points go after the next of these dates."),
    )  # fmt: skip
    discount_line_rate = PercentField(
        label=_("Discounts may take of one line at most"),
        help_text=_("All campaigns together, of its shelf price. 100 %: no cap beside the minimum price."),
    )
    discount_order_rate = PercentField(
        label=_("Discounts may take of all goods at most"),
        help_text=_("All campaigns together, of the shelf value of the goods. 100 %: no cap."),
    )
    burn_max_rate = PercentField(
        label=_("Points may cover at most"), help_text=_("Of goods after discounts. 0 %: points cannot be spent.")
    )
    burn_min_receipt_kopecks = RoublesField(
        label=_("Receipt from"), help_text=_("Below this amount of goods points are not accepted. 0: any receipt.")
    )
    burn_code = _choice(_("Ask the customer for a code"), CODE, model="burn_code")
    return_days = _whole(
        _("Goods are taken back within"), _("After that the till is told that the time for returns is over."),
        _("days"), 1, 3_650,
    )  # fmt: skip
    claw_back = _choice(
        _("Points earned with returned goods are already spent"), CLAW_BACK,
        _("The order's own points are taken first, then the customer's other points."),
    )  # fmt: skip
    give_back_grace_days = _whole(
        _("Points that come back after their last day live"),
        _("A customer paid with points, returned the goods, and the points have expired meanwhile."),
        _("days"), 0, 365,
    )  # fmt: skip
    withhold_lost_discount = _switch(
        _("Withhold a discount lost with the return"),
        _("On: when what is left no longer deserves its discount, the difference is kept from the money returned."),
    )
    certificate_expiry = _choice(
        _("Money on a gift certificate whose time is over"), CERTIFICATE_EXPIRY,
        _("Either way nobody pays with it; staff can extend it, and what was written off comes back."),
    )  # fmt: skip
    quote_minutes = _whole(
        _("A price shown to the customer holds"), _("Within this time the till charges exactly what it showed."),
        _("minutes"), 1, 120,
    )  # fmt: skip
    pending_order_minutes = _whole(
        _("Points are reserved while the customer pays"),
        _("If the till does not finish in time, the points are free again."), _("minutes"), 1, 1_440,
    )  # fmt: skip
    late_hours = _whole(
        _("Receipts of a till without connection are accepted"), _("With the prices that were shown then."),
        _("hours"), 1, 720,
    )  # fmt: skip
    note = forms.CharField(
        label=_("What changed and why"), max_length=500,
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Your colleagues will read this in the list of versions."),
        error_messages={"required": _("Write in a few words what you changed and why.")},
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, settings: Settings, based_on: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = settings
        self.initial = {**_initial(settings), "based_on": based_on}
        self.use_required_attribute = False  # the browser must not stop a form for a field that is hidden
        self.fields.update(_points_fields(unit.scale))
        self._rows = range(_rows_for(settings))
        for number in self._rows:
            self.fields[f"step_from_{number}"] = RoublesField(required=False)
            self.fields[f"step_rate_{number}"] = PercentField(required=False)

    def sections(self) -> list[dict[str, Any]]:
        """Sections with their bound fields, for the template."""
        return [
            {
                "title": section.title,
                "intro": section.intro,
                "fields": [
                    {
                        "when": shown.when,
                        "name": shown.name,
                        "bound": None if shown.name == "steps" else self[shown.name],
                    }
                    for shown in section.fields
                ],
            }
            for section in SECTIONS
        ]

    def steps(self) -> list[tuple[Any, Any]]:
        """The rows of the ladder, for the template."""
        return [(self[f"step_from_{number}"], self[f"step_rate_{number}"]) for number in self._rows]

    def state(self) -> dict[str, Any]:
        """What the page's switches start from."""
        return {name: self[name].value() for name in ("earn_by", "validity_by", "burn_code")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_earning(cleaned)
        self._check_validity(cleaned)
        if cleaned.get("burn_code") == "above":
            self._need("burn_code_above", _("Enter the number of points above which a code is asked."))
        else:
            self._ignore("burn_code_above")
        if not self.errors:
            try:
                cleaned["settings"] = parse(dump(self._settings(cleaned)))
            except (msgspec.ValidationError, ValueError) as error:
                self.add_error(None, str(error))
        return cleaned

    def _check_earning(self, cleaned: dict[str, Any]) -> None:
        by = cleaned.get("earn_by")
        steps = [f"step_{part}_{number}" for number in self._rows for part in ("from", "rate")]
        if by == "percent":
            self._ignore("earn_points", "earn_amount", *steps)
            self._need("earn_rate", _("Enter the percent, for example 5."))
        elif by == "per_amount":
            self._ignore("earn_rate", *steps)
            self._need("earn_points", _("Enter how many points, for example 1."))
            self._need("earn_amount", _("Enter the amount, for example 100."))
            points, amount = cleaned.get("earn_points"), cleaned.get("earn_amount")
            if points and amount and points > amount * MOST_PER_KOPECK:
                self.add_error("earn_points", _("That is too much for such an amount."))
        elif by == "steps":
            self._ignore("earn_rate", "earn_points", "earn_amount")
            self._check_steps(cleaned)

    def _check_steps(self, cleaned: dict[str, Any]) -> None:
        rows = [(number, *_step(cleaned, number)) for number in self._rows]
        filled = [row for row in rows if row[1] is not None or row[2] is not None]
        if not filled:
            self.add_error("step_from_0", _("Enter at least one step: from which amount, what percent."))
        for number, start, rate in filled:
            if start is None:
                self._need(f"step_from_{number}", _("Enter the amount from which this percent holds; 0 for any."))
            if rate is None:
                self._need(f"step_rate_{number}", _("Enter the percent of this step."))
        starts = [(number, start) for number, start, _rate in filled if start is not None]
        for (_before, low), (number, high) in pairwise(starts):
            if high <= low:
                self.add_error(f"step_from_{number}", _("Each step must begin above the one before it."))

    def _check_validity(self, cleaned: dict[str, Any]) -> None:
        by = cleaned.get("validity_by")
        if by == "dates":
            self._ignore("validity_count")
            try:
                cleaned["dates"] = _read_dates(cleaned.get("validity_dates", ""))
            except ValueError:
                self.add_error("validity_dates", _("Enter 1 to 12 dates as day.month, for example 30.06, 31.12."))
            return
        self._ignore("validity_dates")
        if by == "none":
            self._ignore("validity_count")
        else:
            self._need("validity_count", _("Enter how many, for example 12."))

    def _need(self, name: str, message: Any) -> None:
        if name not in self.errors and self.cleaned_data.get(name) is None:
            self.add_error(name, message)

    def _ignore(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None

    def _settings(self, cleaned: dict[str, Any]) -> Settings:
        same = (
            "earn_on_delivery", "earn_on_points_paid", "earn_on_discounted_lines", "earn_on_certificates",
            "pending_days", "burn_max_rate", "burn_min_receipt_kopecks", "burn_min_balance", "burn_code_above",
            "claw_back", "give_back_grace_days", "withhold_lost_discount", "discount_line_rate", "discount_order_rate",
            "certificate_expiry", "return_days", "quote_minutes", "pending_order_minutes", "late_hours",
        )  # fmt: skip
        rounding = Rounding(
            level=cleaned["rounding_level"],
            direction=Direction(cleaned["rounding_direction"]),
            step=cleaned["rounding_step"],
        )
        return msgspec.structs.replace(  # what other pages decide stays as it is
            self._before,
            earn=_earn(cleaned, self._rows),
            rounding=rounding,
            validity=_validity(cleaned),
            **{name: cleaned[name] for name in same},
        )


def _points_fields(scale: int) -> dict[str, forms.Field]:
    suffix = _("points")
    return {
        "earn_points": ScaledField(label=_("Points"), scale=scale, suffix=suffix, least=1, required=False),
        "rounding_step": ScaledField(
            label=_("To a multiple of"), scale=scale, suffix=suffix, least=1, most=10_000,
            help_text=_("1 gives whole points, 10 gives tens."),
        ),
        "burn_min_balance": ScaledField(
            label=_("Balance from"), scale=scale, suffix=suffix,
            help_text=_("With fewer points on the balance they cannot be spent. 0: any balance."),
        ),
        "burn_code_above": ScaledField(
            label=_("Points"), scale=scale, suffix=suffix, required=False,
            help_text=_(
                "The code comes to the customer's phone, or is shown in the cabinet. 0: for every payment. Stamps and "
                "other units count as what they pay for."
            ),
        ),
    }  # fmt: skip


def _initial(settings: Settings) -> dict[str, Any]:
    earn, validity = settings.earn, settings.validity
    initial: dict[str, Any] = {
        **{name: getattr(settings, name) for name in settings.__struct_fields__},
        "rounding_level": settings.rounding.level,
        "rounding_direction": settings.rounding.direction.value,
        "rounding_step": settings.rounding.step,
        "validity_by": validity.by,
        "validity_count": validity.count,
        "validity_dates": ", ".join(f"{day[3:]}.{day[:2]}" for day in validity.dates),
        "burn_code": "never" if settings.burn_code_above is None else "above",
    }
    match earn:
        case EarnPercent():
            initial |= {"earn_by": "percent", "earn_rate": earn.rate}
        case EarnPerAmount():
            initial |= {"earn_by": "per_amount", "earn_points": earn.points, "earn_amount": earn.amount_kopecks}
        case EarnSteps():
            initial["earn_by"] = "steps"
            for number, step in enumerate(earn.steps):
                initial |= {f"step_from_{number}": step.from_kopecks, f"step_rate_{number}": step.rate}
    return initial


def _rows_for(settings: Settings) -> int:
    """Rows offered for a ladder: some to spare, and never fewer than there are."""
    there = len(settings.earn.steps) if isinstance(settings.earn, EarnSteps) else 0
    return min(max(6, there + 2), 20)


def _step(cleaned: dict[str, Any], number: int) -> tuple[int | None, int | None]:
    return cleaned.get(f"step_from_{number}"), cleaned.get(f"step_rate_{number}")


def _earn(cleaned: dict[str, Any], numbers: range) -> EarnPercent | EarnPerAmount | EarnSteps:
    if cleaned["earn_by"] == "percent":
        return EarnPercent(rate=cleaned["earn_rate"])
    if cleaned["earn_by"] == "per_amount":
        return EarnPerAmount(points=cleaned["earn_points"], amount_kopecks=cleaned["earn_amount"])
    rows = [_step(cleaned, number) for number in numbers]
    return EarnSteps(
        steps=tuple(
            Step(from_kopecks=start, rate=rate) for start, rate in rows if start is not None and rate is not None
        )
    )


def _validity(cleaned: dict[str, Any]) -> Validity:
    by = cleaned["validity_by"]
    if by == "dates":
        return Validity(by=by, count=1, dates=cleaned["dates"])
    return Validity(by=by, count=1 if by == "none" else cleaned["validity_count"])


def _read_dates(text: str) -> tuple[str, ...]:
    days = []
    for part in text.split(","):
        day, _dot, month = part.strip().partition(".")
        days.append(f"{date(2024, int(month), int(day)):%m-%d}")  # a leap year: 29 February may be named
    if len(days) > 12:
        raise ValueError("at most 12 dates")
    return tuple(sorted(set(days)))
