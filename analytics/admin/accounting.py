"""Points for the accountant: what is owed, what moved, month by month; and the same as a file or on paper."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.accounting.count_months import count_months
from analytics.accounting.entries import CLOSING, MOVED, Why
from analytics.accounting.models import Breakage
from analytics.accounting.read_months import MonthReport, read_months
from analytics.admin.accounting_address import CHANGE, ENTRIES, OWED, WORTH, Leads
from analytics.admin.accounting_offers import batch_lines, campaign_lines
from analytics.admin.accounting_table import month_table
from analytics.admin.accounting_words import (
    Line,
    Table,
    amount,
    month_name,
    occasion_words,
    opened,
    signed_roubles,
    state_of,
    table_of,
    unit_title,
)
from analytics.dashboards.kit.chart import Cell, Chart, Head, Series
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import Shows
from campaigns.campaign.models import CampaignVersion
from loyalty import words
from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.kit import short
from loyalty.admin.principals import people
from loyalty.admin.site import site
from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.clock import now
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE

SEE, CLOSE, DECIDE = "analytics.view_closedmonth", "analytics.close_month", "analytics.add_breakage"
MONTHS_DRAWN = 24


def accounting(request: HttpRequest) -> HttpResponse:
    """One month, and what was owed at the end of every one."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET"])
    at, months = now(), read_months()
    report = chosen(request.GET, months, at)
    template = "analytics/admin/accounting_print.html" if "print" in request.GET else "analytics/admin/accounting.html"
    user = request.user
    if report is None:
        return site.page(request, template, title=_("Points for the accountant"), report=None)
    units, month = Unit.objects.in_bulk(), report.period.month
    leads = Leads(month=month, shown=user.has_perm(ENTRIES) and "print" not in request.GET)
    place, decided = months.index(report), list(Breakage.objects.order_by("-month", "-pk"))
    state, tone = state_of(report, at)
    may_close = user.has_perm(CLOSE) and report.closed is None and report.is_over(at)
    return site.page(
        request, template, title=_("Points for the accountant"), report=report, name=month_name(month),
        state=state, tone=tone, counted_at=short(report.counted_at), months=_choices(months, at),
        before=months[place - 1] if place else None, after=months[place + 1] if place + 1 < len(months) else None,
        tiles=_tiles(report, units, leads), tables=_tables(request, report, units, leads, decided),
        drawn=_drawn(months, units, at, shown=leads.shown), ahead=_ahead(months[-1], units, shown=leads.shown),
        occasions=_occasions(report, units, leads), campaigns=campaign_lines(request, month, units),
        batches=batch_lines(report.period, leads=user.has_perm("campaigns.view_couponbatch")),
        shares=_shares(units, decided), may_close=may_close, may_decide=user.has_perm(DECIDE),
        closed_by=_closed_by(report), formats=FORMATS, sees_certificates=user.has_perm("loyalty.view_certificatebatch"),
    )  # fmt: skip


def count(request: HttpRequest) -> HttpResponse:
    """Counts every month now, rather than tonight."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    counted = count_months(at=now())
    if counted:
        messages.success(request, gettext("Counted anew from the first entry on."))
    else:
        messages.info(request, gettext("No points have moved yet: there is nothing to count."))
    month = request.POST.get("month", "")
    return redirect(f"{site.url_of('accounting')}{'?month=' + month if month[:4].isdecimal() else ''}")


def take_away(request: HttpRequest) -> HttpResponseBase:
    """The month as a file, by POST: what leaves the house is written down."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ending = request.POST.get("format", "csv")
    report = chosen(request.POST, read_months(), now())
    if report is None or ending not in FORMATS:
        raise Http404
    month = report.period.month.strftime("%Y-%m")
    table = month_table(report, Unit.objects.in_bulk())
    audit(
        act=EXPORTED, object_kind="analytics", object_id=f"accounting.{month}",
        object_name=month_name(report.period.month), after={"format": ending, "rows": len(table)},
    )  # fmt: skip
    return file_of([table], f"points-{month}.{ending}")


def chosen(asked_for: QueryDict, months: Sequence[MonthReport], at: datetime) -> MonthReport | None:
    """The month that was asked for, else the last one that is over, else the first; None where there is none."""
    asked = asked_for.get("month", "")
    over = [one for one in months if one.is_over(at)]
    named = [one for one in months if one.period.month.strftime("%Y-%m") == asked]
    return next(iter([*named, *over[-1:], *months]), None)


def _choices(months: Sequence[MonthReport], at: datetime) -> list[tuple[str, str]]:
    return [
        (one.period.month.strftime("%Y-%m"), f"{month_name(one.period.month)} · {state_of(one, at)[0]}")
        for one in reversed(months)
    ]


def _tables(
    request: HttpRequest, report: MonthReport, units: dict[int, Unit], leads: Leads, decided: Sequence[Breakage]
) -> list[Table]:
    """On paper nothing can be opened."""
    on_paper, sees_units = "print" in request.GET, request.user.has_perm("loyalty.view_unit")
    begun = (row for row in reversed(decided) if row.month <= report.period.month)
    decisions = {row.unit_id: f"#{_anchor(row)}" for row in begun}  # of a unit the last one holds
    return [
        table_of(
            units[unit], one, leads, decision="" if on_paper else decisions.get(unit, "#shares"),
            price_page=site.url_of("loyalty_unit_change", unit) if sees_units and not on_paper else "",
        )
        for unit, one in report.units.items()
    ]  # fmt: skip


def _tiles(report: MonthReport, units: dict[int, Unit], leads: Leads) -> list[tuple[str, str]]:
    points = [one for unit, one in report.units.items() if units[unit].code != CERTIFICATE]
    gift = next((unit for unit in report.units if units[unit].code == CERTIFICATE), None)
    owed = sum(one.total.owed_kopecks for one in points)
    changed = owed - sum(one.opening_owed_kopecks for one in points)
    worth = sum(one.total.worth_kopecks for one in points)
    of_gifts = report.units[gift].total.owed_kopecks if gift else 0
    to_gifts = leads.to(CLOSING, unit=units[gift], money=OWED) if gift else ""
    return [
        (gettext("Owed on points at the end"), opened(words.roubles(owed), leads.to(CLOSING, unit=None, money=OWED))),
        (gettext("Change in the month"), opened(signed_roubles(changed), leads.to(MOVED, unit=None, money=CHANGE))),
        (gettext("Worth of all points"), opened(words.roubles(worth), leads.to(CLOSING, unit=None, money=WORTH))),
        (gettext("Owed on certificates"), opened(words.roubles(of_gifts), to_gifts)),
    ]


def _drawn(months: Sequence[MonthReport], units: dict[int, Unit], at: datetime, *, shown: bool) -> Chart:
    """What was owed at the end of each month: points, and certificates on top of them."""
    drawn = months[-MONTHS_DRAWN:]
    gifts = next((unit for unit in units.values() if unit.code == CERTIFICATE), None)

    def cells(of: Unit | None) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                value=Value(shows=Shows.MONEY, numerator=sum(
                    report.total.owed_kopecks for pk, report in one.units.items()
                    if (units[pk].code == CERTIFICATE) == (of is not None)
                )),
                rows=Leads(month=one.period.month, shown=shown).to(CLOSING, unit=of, money=OWED),
            )
            for one in drawn
        )  # fmt: skip

    series = [Series(name=_("Points"), cells=cells(None))]
    of_gifts = cells(gifts) if gifts else ()
    if any(cell.value.numerator for cell in of_gifts):
        series.append(Series(name=_("Gift certificates"), cells=of_gifts))
    return Chart(
        code="owed", title=_("Owed at the end of each month"), kind="stacked", corner=_("Month"), wide=True,
        heads=tuple(
            Head(
                name=month_name(one.period.month), short=date_format(one.period.month, "m.Y"),
                link=f"?month={one.period.month.strftime('%Y-%m')}", open=not one.is_over(at),
            )
            for one in drawn
        ),
        series=tuple(series),
    )  # fmt: skip


def _ahead(latest: MonthReport, units: dict[int, Unit], *, shown: bool) -> list[Line]:
    """What expires from the month of the last count on, in units with a price."""
    leads, found = Leads(month=latest.period.month, shown=shown), []
    for unit_id, month, points in latest.ahead:
        unit, priced = units[unit_id], latest.units.get(unit_id)
        if priced is None or priced.terms.price is None or unit.code == CERTIFICATE:
            continue
        worth = words.roubles(points * priced.terms.price)
        found.append(
            Line(
                name=month_name(month) if month else gettext("never"),
                cells=(
                    unit_title(unit), opened(words.number(points, unit.scale), leads.to_expiring(month, unit=unit)),
                    opened(worth, leads.to_expiring(month, unit=unit, money=WORTH)),
                ),
            )
        )  # fmt: skip
    return found


def _occasions(report: MonthReport, units: dict[int, Unit], leads: Leads) -> list[Line]:
    """Their sums are the column “given”. One query."""
    versions = CampaignVersion.objects.select_related("campaign").in_bulk(
        {one.campaign_version for one in report.occasions if one.campaign_version}
    )
    found = []
    for one in report.occasions:
        if one.unit not in report.units:
            continue
        unit, why = units[one.unit], Why(reason=one.reason, campaign_version=one.campaign_version)
        worth = words.roubles(one.points * (report.units[one.unit].terms.price or 0))
        found.append(
            Line(
                name=occasion_words(one.reason, versions.get(one.campaign_version or 0)),
                cells=(
                    unit_title(unit), opened(amount(one.points, unit), leads.to("issued", unit=unit, why=why)),
                    opened(worth, leads.to("issued", unit=unit, money=WORTH, why=why)),
                ),
            )
        )  # fmt: skip
    return found


def _shares(units: dict[int, Unit], rows: Sequence[Breakage]) -> list[Line]:
    names = people({row.author_id for row in rows if row.author_id})
    return [
        Line(
            name=month_name(row.month), anchor=_anchor(row),
            cells=(unit_title(units[row.unit_id]), words.percent(row.rate), row.reason,
                   names.get(row.author_id or 0, gettext("system")), short(row.at)),
        )
        for row in rows
    ]  # fmt: skip


def _anchor(row: Breakage) -> str:
    """Where a decision stands on the page."""
    return f"share-{row.pk}"


def _closed_by(report: MonthReport) -> str:
    author = report.closed.author_id if report.closed else None
    return people({author}).get(author, "") if author else gettext("system")


site.add_page("accounting/", accounting, name="accounting", permission=SEE)
site.add_page("accounting/count/", count, name="accounting_count", permission=SEE)
site.add_page("accounting/take/", take_away, name="accounting_export", permission=SEE)
