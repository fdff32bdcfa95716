"""The entries behind a figure of the accountant's month."""

from datetime import date
from urllib.parse import urlencode

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from analytics.accounting.entries import CLOSING, OPENING, WHAT, entries_behind, period_of
from analytics.accounting.read_months import read_months
from analytics.admin.accounting_words import COLUMN_WORDS, Lead, amount, month_name, unit_title
from analytics.dashboards.kit.page_number import PAGE, page_of
from analytics.dashboards.subjects import shown
from analytics.metrics.metric import Subject
from loyalty import words
from loyalty.admin.site import require, site
from loyalty.ledger.models import Unit
from loyalty.refusals import Words

SEE, ENTRIES = "analytics.view_closedmonth", "loyalty.view_entry"
_TITLES: dict[str, Words] = {OPENING: _("At the beginning"), **COLUMN_WORDS, CLOSING: _("At the end")}


def lead_to(*, month: date, unit: Unit) -> Lead:
    """Gives the address of what is behind a column, of points given in a month or in all of them."""
    page, asked = site.url_of("accounting_rows"), {"month": month.isoformat(), "unit": str(unit.pk)}
    return lambda what, given: f"{page}?{urlencode(asked | {'what': what} | ({'given': str(given)} if given else {}))}"


def accounting_rows(request: HttpRequest) -> HttpResponse:
    """A hundred at a time; 404 for anything that no link of ours says."""
    require(request, SEE, ENTRIES)
    get, months = request.GET, [one.period for one in read_months()]
    what, page, pk = get.get("what", CLOSING), page_of(request), get.get("unit", "")
    if what not in WHAT or not (pk.isascii() and pk.isdigit() and len(pk) < 7):
        raise Http404
    unit, period = Unit.objects.filter(pk=int(pk)).first(), period_of(months, _day(get.get("month", "")))
    given = period_of(months, _day(get["given"])) if "given" in get else None
    if unit is None or period is None or ("given" in get and given is None):
        raise Http404
    try:
        found = entries_behind(period=period, unit_id=unit.pk, what=what, given_in=given, most=PAGE, skip=page.skip)
    except OperationalError:  # the statement took longer than a page may
        found = None
    rows = shown(subject=Subject.ENTRY, ids=found.ids, full=False) if found else {}
    return site.page(
        request, "analytics/admin/accounting_rows.html", title=_TITLES[what], unit=unit_title(unit),
        name=month_name(period.month), given=month_name(given.month) if given else "", found=found,
        rows=[rows[pk] for pk in found.ids if pk in rows] if found else (),
        count=words.number(found.count) if found else "", total=amount(found.points, unit) if found else "",
        trail=((_("Points for the accountant"), f"{site.url_of('accounting')}?month={period.month:%Y-%m}"),),
        **page.beside(found.count if found else 0),
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


site.add_page("accounting/rows/", accounting_rows, name="accounting_rows", permission=SEE)
