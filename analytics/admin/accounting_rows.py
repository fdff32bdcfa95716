"""The entries behind a figure of the accountant's month."""

from collections.abc import Iterator

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.accounting.entries import CLOSING, EXPIRING, MOVED, OPENING, entries_behind
from analytics.accounting.read_months import read_months
from analytics.admin.accounting import SEE
from analytics.admin.accounting_address import ENTRIES, Read, read_address
from analytics.admin.accounting_words import (
    COLUMN_WORDS,
    DEBT_WORDS,
    MONEY_WORDS,
    month_name,
    occasion_words,
    unit_title,
)
from analytics.admin.accounting_worth import total_of
from analytics.dashboards.kit.page_number import PAGE, page_of
from analytics.dashboards.subjects import shown
from analytics.metrics.metric import Subject
from campaigns.campaign.models import CampaignVersion
from loyalty import words
from loyalty.admin.site import programme_of, require, site
from loyalty.ledger.models import Unit
from loyalty.refusals import Words

_TITLES: dict[str, Words] = {
    OPENING: _("At the beginning"), **COLUMN_WORDS, CLOSING: _("At the end"), MOVED: _("All movements of the month"),
    EXPIRING: _("Will expire"), **dict.fromkeys(DEBT_WORDS, _("What members owe")),
}  # fmt: skip


def accounting_rows(request: HttpRequest) -> HttpResponse:
    """A hundred at a time; 404 for anything that no link of ours says."""
    require(request, SEE, ENTRIES)
    reports, units, page = read_months(), Unit.objects.in_bulk(), page_of(request)
    read = read_address(request.GET, reports=reports, units=units, zone=programme_of(request).zone.key)
    months = [one.period for one in reports]
    try:
        found = entries_behind(asked=read.asked, months=months, most=PAGE, skip=page.skip)
        total, sums = total_of(read=read, found=found, months=months, units=units)
    except OperationalError:  # the statement took longer than a page may
        found, total, sums = None, "", []
    rows = shown(subject=Subject.ENTRY, ids=found.ids, full=False) if found else {}
    what, month = read.asked.what, read.asked.period.month
    return site.page(
        request, "analytics/admin/accounting_rows.html",
        title=_TITLES[what], of=" · ".join(_of(read)), found=found, total=total, sums=sums,
        rows=[rows[pk] for pk in found.ids if pk in rows] if found else (),
        count=words.number(found.count) if found else "", **page.beside(found.count if found else 0),
        trail=((_("Points for the accountant"), f"{site.url_of('accounting')}?month={month:%Y-%m}"),),
    )  # fmt: skip


def _of(read: Read) -> Iterator[str]:
    """Of what the entries are: the kind of points, the month, and what else was asked."""
    asked = read.asked
    yield gettext("Points") if read.unit is None else unit_title(read.unit)
    yield month_name(asked.period.month)
    if read.money in MONEY_WORDS:
        yield str(MONEY_WORDS[read.money])
    if asked.what in DEBT_WORDS:
        yield str(DEBT_WORDS[asked.what])
    if asked.given_in is not None:
        yield gettext("given in: {given}").format(given=month_name(asked.given_in.month))
    if asked.why is not None:
        version = CampaignVersion.objects.select_related("campaign").filter(pk=asked.why.campaign_version or 0).first()
        yield occasion_words(asked.why.reason, version)
    if asked.what == EXPIRING:
        yield month_name(asked.expires) if asked.expires else gettext("never")


site.add_page("accounting/rows/", accounting_rows, name="accounting_rows", permission=SEE)
