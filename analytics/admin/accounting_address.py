"""The address of the entries behind a figure of the accountant's month, written and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from analytics.accounting.entries import CLOSING, EXPIRING, MOVED, OPENING, WHAT, Asked, Why
from analytics.accounting.read_months import MonthReport
from analytics.accounting.report import COLUMNS
from loyalty.admin.site import site
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE

ENTRIES = "loyalty.view_entry"
POINTS = "points"  # in place of a unit: all kinds of points with a price, without the money of certificates
# In what a figure is told instead of points: what points are worth, what of it will not be used, what is owed; before
# the month, by its price and share; what another price makes of it; how what is owed changed.
WORTH, UNUSED, OWED = "worth", "unused", "owed"
BEFORE, WAS_OWED, REVALUED, CHANGE = "before", "was_owed", "revalued", "change"
_IN_MONEY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*COLUMNS, EXPIRING), (WORTH,)), CLOSING: (WORTH, UNUSED, OWED),
    OPENING: (BEFORE, WAS_OWED, REVALUED), MOVED: (CHANGE,),
}  # fmt: skip
_NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Leads:
    """Addresses of what is behind the figures of a month; all are empty for whoever may not see entries."""

    month: date
    shown: bool

    def to(
        self, what: str, *, unit: Unit | None, money: str = "", given: date | None = None, why: Why | None = None
    ) -> str:
        """Of `WHAT` in the unit (None: in all kinds of points), of points given in a month or in all of them."""
        more = {"money": money, "given": f"{given}" if given else ""}
        if why is not None:
            more |= {"reason": why.reason, "version": str(why.campaign_version or "")}
        return self._address(what, unit, {name: text for name, text in more.items() if text})

    def to_expiring(self, month: date | None, *, unit: Unit, money: str = "") -> str:
        """Of what will expire in a month, or never."""
        more = {"expires": f"{month}" if month else _NEVER, **({"money": money} if money else {})}
        return self._address(EXPIRING, unit, more)

    def _address(self, what: str, unit: Unit | None, more: Mapping[str, str]) -> str:
        asked = {"month": f"{self.month}", "unit": str(unit.pk) if unit else POINTS, "what": what, **more}
        return f"{site.url_of('accounting_rows')}?{urlencode(asked)}" if self.shown else ""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What an address asks: `money` is empty for points; `unit` is None for all kinds of points."""

    asked: Asked
    report: MonthReport
    money: str
    unit: Unit | None


def read_address(get: QueryDict, *, reports: Sequence[MonthReport], units: Mapping[int, Unit], zone: str) -> Read:
    """Http404 for anything that no link of ours says."""
    what, money, pk = get.get("what", CLOSING), get.get("money", ""), get.get("unit", "")
    report = _of_month(reports, get.get("month", ""))
    unit = None if pk == POINTS else units.get(_number(pk))
    several = tuple(one for one in report.units if units[one].code != CERTIFICATE)
    if what not in WHAT or (unit is None and pk != POINTS) or (money and money not in _IN_MONEY.get(what, ())):
        raise Http404
    if money and unit is not None and unit.pk not in report.units:  # it has no price
        raise Http404
    asked = Asked(
        period=report.period, units=several if unit is None else (unit.pk,), what=what,
        given_in=_of_month(reports, get.get("given", "")).period if "given" in get else None, why=_why(get, what),
        expires=_expires(get, what), left_at=report.counted_at, zone=zone,
    )  # fmt: skip
    return Read(asked=asked, report=report, money=money, unit=unit)


def _of_month(reports: Sequence[MonthReport], text: str) -> MonthReport:
    found = next((one for one in reports if one.period.month == _day(text)), None)
    if found is None:
        raise Http404
    return found


def _why(get: QueryDict, what: str) -> Why | None:
    reason, version = get.get("reason", ""), get.get("version", "")
    if not reason:
        return None
    if what != "issued" or "\0" in reason:
        raise Http404
    return Why(reason=reason, campaign_version=_number(version) if version else None)


def _expires(get: QueryDict, what: str) -> date | None:
    text = get.get("expires", "")
    if (what == EXPIRING) != bool(text):
        raise Http404
    return None if text in ("", _NEVER) else _day(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
