"""How the form of the programme's rules is laid out: what is read together, and when a field matters."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.money import Direction

EARN = (
    ("percent", _("a percent of what was paid")),
    ("per_amount", _("points for every full amount")),
    ("steps", _("a percent that grows with the receipt")),
)
LEVELS = (("order", _("once for the whole receipt")), ("line", _("for each line of the receipt")))
DIRECTIONS = (
    (Direction.DOWN.value, _("down")),
    (Direction.HALF_UP.value, _("to the nearest, halves up")),
    (Direction.UP.value, _("up")),
)
VALIDITY = (
    ("none", _("for ever")),
    ("days", _("a number of days")),
    ("months", _("a number of months")),
    ("month", _("to the end of a month")),
    ("quarter", _("to the end of a quarter")),
    ("year", _("to the end of a year")),
    ("dates", _("to fixed dates of the year")),
    ("inactivity", _("while the customer comes: a number of months without purchases")),
)
CODE = (("never", _("never")), ("above", _("when more points are spent than")))
CERTIFICATE_EXPIRY = (
    ("keep", _("stays a debt of the programme")),
    ("write_off", _("is written off")),
)
CLAW_BACK = (
    ("debt", _("remember the missing part as a debt, later points repay it first")),
    ("cap", _("take only what is left")),
)


@dataclass(frozen=True)
class Shown:
    """A field of the form and the Alpine expression under which it matters (empty: always)."""

    name: str
    when: str = ""


@dataclass(frozen=True)
class Section:
    """Settings that are read together."""

    title: Promise
    intro: Promise
    fields: tuple[Shown, ...]


_COUNTED = "!['none', 'dates'].includes(validity_by)"

SECTIONS = (
    Section(
        _("Earning"),
        _("How many points a purchase gives, and from which part of the receipt."),
        (
            Shown("earn_by"),
            Shown("earn_rate", "earn_by === 'percent'"),
            Shown("earn_points", "earn_by === 'per_amount'"),
            Shown("earn_amount", "earn_by === 'per_amount'"),
            Shown("steps", "earn_by === 'steps'"),
            Shown("earn_on_discounted_lines"),
            Shown("earn_on_delivery"),
            Shown("earn_on_points_paid"),
            Shown("earn_on_certificates"),
        ),
    ),
    Section(
        _("Rounding"),
        _("What happens to a fraction of a point."),
        (Shown("rounding_level"), Shown("rounding_direction"), Shown("rounding_step")),
    ),
    Section(
        _("Life of points"),
        _("When points can be used first, and when they are gone. Points already given keep their dates."),
        (
            Shown("pending_days"),
            Shown("validity_by"),
            Shown("validity_count", _COUNTED),
            Shown("validity_dates", "validity_by === 'dates'"),
        ),
    ),
    Section(
        _("Discounts"),
        _("What campaigns together may take off a receipt, whatever they offer."),
        (Shown("discount_line_rate"), Shown("discount_order_rate")),
    ),
    Section(
        _("Paying with points"),
        _("How much of a receipt points may cover, and when the customer must prove it is them."),
        (
            Shown("burn_max_rate"),
            Shown("burn_min_receipt_kopecks"),
            Shown("burn_min_balance"),
            Shown("burn_code"),
            Shown("burn_code_above", "burn_code === 'above'"),
        ),
    ),
    Section(
        _("Returns"),
        _("Money comes back by the line's share of the receipt; here is what happens to the points."),
        (
            Shown("return_days"),
            Shown("claw_back"),
            Shown("give_back_grace_days"),
            Shown("withhold_lost_discount"),
        ),
    ),
    Section(
        _("Gift certificates"), _("Kinds of certificates have pages of their own."), (Shown("certificate_expiry"),)
    ),
    Section(
        _("Times for tills and web shops"),
        _("How long a price holds, and how late a receipt may arrive."),
        (Shown("quote_minutes"), Shown("pending_order_minutes"), Shown("late_hours")),
    ),
)
