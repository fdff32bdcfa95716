"""Units of points: how they are written and what they are worth."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from loyalty.ledger.models import Unit
from loyalty.money import BONUS, CERTIFICATE
from loyalty.words import UnitWords

__all__ = ["BONUS", "UnitView", "kept_units", "units"]
_KEPT_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """`step_kopecks` is what the smallest step pays for; None when the unit cannot be spent."""

    words: UnitWords
    step_kopecks: int | None


def units() -> Mapping[str, UnitView]:
    """Every unit of points by its code; money of certificates is none. One query."""
    rows = Unit.objects.exclude(code=CERTIFICATE).values_list("code", "forms_ru", "forms_en", "scale", "step_kopecks")
    return {
        code: UnitView(words=UnitWords(forms_ru=ru, forms_en=en, scale=scale), step_kopecks=step)
        for code, ru, en, scale, step in rows
    }


def kept_units() -> Mapping[str, UnitView]:
    """`units` as of at most five seconds ago, for tills, which ask with every request. One query, then none.

    To write amounts with, not to price with: codes and digits never change, words and prices do. A unit that has come
    since is looked up when its code is asked for: one query more.
    """
    return _kept(int(time.monotonic() // _KEPT_SECONDS))


@lru_cache(maxsize=1)
def _kept(_period: int) -> Mapping[str, UnitView]:
    return _Kept(units())


class _Kept(dict[str, UnitView]):
    """An order that earns a unit made a second ago is answered all the same."""

    def __missing__(self, code: str) -> UnitView:
        self.update(units())
        if code not in self:
            raise KeyError(code)
        return self[code]
