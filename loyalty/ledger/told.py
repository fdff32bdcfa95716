"""Reasons that a member reads: words in both languages, kept with the operation as they were."""

from loyalty.words import is_russian

_MARK = "told:"


def tell(*, ru: str, en: str) -> str:
    """A reason for `Cause`, to follow an amount: "за отзыв", "for a review"."""
    return f"{_MARK}{ru.replace('|', ' ')}|{en.replace('|', ' ')}"


def told(reason: str) -> str:
    """Its words in the active language; empty for a reason of another kind."""
    if not reason.startswith(_MARK):
        return ""
    ru, _bar, en = reason.removeprefix(_MARK).partition("|")
    return ru if is_russian() else en
