"""Money, points and quantities as people write them in the active language: «1 234,50 ₽», «25 баллов», «1,5 кг».

`russian` says in which instead, where both are written: to ask for the active one takes longer than to write."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import get_language

from loyalty.money import MILLI, to_decimal
from loyalty.refusals import Words

NBSP = "\u00a0"
MINUS = "\u2212"


@dataclass(frozen=True)
class UnitWords:
    """How one unit is written: its plural forms (`балл|балла|баллов`, `point|points`) and digits after the point."""

    forms_ru: str
    forms_en: str
    scale: int


def is_russian() -> bool:
    """Whether people are spoken to in Russian now."""
    return (get_language() or "ru").startswith("ru")


def in_both(words: Words) -> tuple[str, str]:
    """A msgid or lazy words in Russian and in English."""
    with translation.override("ru"):
        ru = str(words)
    with translation.override("en"):
        return ru, str(words)


def number(minor: int, scale: int = 0, *, trim: bool = True, russian: bool | None = None) -> str:
    """A decimal with grouped thousands; zeroes after the point are dropped when `trim`."""
    whole, _, fraction = to_decimal(abs(minor), scale).partition(".")
    if trim:
        fraction = fraction.rstrip("0")
    group, point = (NBSP, ",") if (is_russian() if russian is None else russian) else (",", ".")
    digits = f"{int(whole):,}".replace(",", group)
    return (MINUS if minor < 0 else "") + digits + (point + fraction if fraction else "")


def roubles(kopecks: int, *, exact: bool = False, russian: bool | None = None) -> str:
    """«1 234,50 ₽» or «₽1,234.50»; whole roubles go without kopecks unless `exact` (columns of sums)."""
    trim = not exact and kopecks % 100 == 0
    russian = is_russian() if russian is None else russian
    text = number(kopecks, 2, trim=trim, russian=russian)
    if russian:
        return f"{text}{NBSP}₽"
    return f"{MINUS}₽{text[1:]}" if kopecks < 0 else f"₽{text}"


def points(minor: int, unit: UnitWords, *, signed: bool = False) -> str:
    """«25 баллов», «1,5 балла»; `signed` puts a plus before what is above zero."""
    return f"{'+' if signed and minor > 0 else ''}{number(minor, unit.scale)}{NBSP}{points_word(minor, unit)}"


def points_word(minor: int, unit: UnitWords) -> str:
    """The word alone, in the form that goes with the amount."""
    whole, fraction = divmod(abs(minor), 10**unit.scale)
    forms = (unit.forms_ru if is_russian() else unit.forms_en).split("|")
    index = 1 if fraction else (_russian_form(whole) if is_russian() else int(whole != 1))
    return forms[min(index, len(forms) - 1)]


def quantity(milli: int, *, russian: bool | None = None) -> str:
    """Thousandths as a plain number: 2 000 → «2», 1 234 → «1,234»."""
    return number(milli, len(str(MILLI)) - 1, russian=russian)


def percent(basis_points: int) -> str:
    """Basis points: 550 → «5,5 %» (Russian has a space before the sign)."""
    return f"{number(basis_points, 2)}{NBSP if is_russian() else ''}%"


def _russian_form(whole: int) -> int:
    if whole % 10 == 1 and whole % 100 != 11:
        return 0
    return 1 if 2 <= whole % 10 <= 4 and not 12 <= whole % 100 <= 14 else 2
