"""Points for the accountant: what is owed, what moved, month by month; and the same as a file or on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.accounting.count_months import count_months
from analytics.accounting.mechanics import CampaignCost, batch_costs, campaign_costs
from analytics.accounting.models import Breakage
from analytics.accounting.read_months import MonthReport, Occasion, read_months
from analytics.admin.accounting_rows import ENTRIES, lead_to
from analytics.admin.accounting_table import month_table
from analytics.admin.accounting_words import (
    amount,
    month_name,
    state_of,
    table_of,
    unit_title,
)
from analytics.dashboards.kit.chart import Chart, Head, Series, cells
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import Shows
from campaigns.campaign.models import Campaign, CampaignVersion
from loyalty import words
from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.kit import short
from loyalty.admin.principals import people, reason_words
from loyalty.admin.site import site
from loyalty.admin.units import words_of
from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.clock import now
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE

SEE, CLOSE, DECIDE = "analytics.view_closedmonth", "analytics.close_month", "analytics.add_breakage"
MONTHS_DRAWN = 24
_VERSION = _("{title}, version {number}")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a small table: a name, where it leads (or nowhere), and its cells."""

    name: str
    url: str
    cells: tuple[str, ...]


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
    units = Unit.objects.in_bulk()
    leads = user.has_perm(ENTRIES) and "print" not in request.GET
    month = report.period.month
    tables = [
        table_of(units[unit], one, lead_to(month=month, unit=units[unit]) if leads else None)
        for unit, one in report.units.items()
    ]
    place = months.index(report)
    state, tone = state_of(report, at)
    may_close = user.has_perm(CLOSE) and report.closed is None and report.is_over(at)
    return site.page(
        request, template, title=_("Points for the accountant"), report=report, name=month_name(report.period.month),
        state=state, tone=tone, counted_at=short(report.counted_at), months=_choices(months, at),
        before=months[place - 1] if place else None, after=months[place + 1] if place + 1 < len(months) else None,
        tiles=_tiles(report, units), tables=tables, drawn=_drawn(months, units, at),
        ahead=_ahead(months[-1], units), occasions=_occasions(report, units),
        campaigns=_campaigns(report, units, leads=user.has_perm("campaigns.view_campaign")),
        batches=_batches(report, leads=user.has_perm("campaigns.view_couponbatch")),
        shares=_shares(units), may_close=may_close, may_decide=user.has_perm(DECIDE),
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


def _tiles(report: MonthReport, units: dict[int, Unit]) -> list[tuple[str, str]]:
    points = [one for unit, one in report.units.items() if units[unit].code != CERTIFICATE]
    gifts = [one for unit, one in report.units.items() if units[unit].code == CERTIFICATE]
    owed = sum(one.total.owed_kopecks for one in points)
    changed = owed - sum(one.opening_owed_kopecks for one in points)
    return [
        (gettext("Owed on points at the end"), words.roubles(owed)),
        (gettext("Change in the month"), ("+" if changed > 0 else "") + words.roubles(changed)),
        (gettext("Worth of all points"), words.roubles(sum(one.total.worth_kopecks for one in points))),
        (gettext("Owed on certificates"), words.roubles(sum(one.total.owed_kopecks for one in gifts))),
    ]


def _drawn(months: Sequence[MonthReport], units: dict[int, Unit], at: datetime) -> Chart:
    """What was owed at the end of each month: points, and certificates on top of them."""
    shown = months[-MONTHS_DRAWN:]
    owed = [[0, 0] for _month in shown]
    for sums, one in zip(owed, shown, strict=True):
        for unit_id, unit in one.units.items():
            sums[units[unit_id].code == CERTIFICATE] += unit.total.owed_kopecks
    kinds = [(_("Points"), 0), *([(_("Gift certificates"), 1)] if any(sums[1] for sums in owed) else [])]
    return Chart(
        code="owed", title=_("Owed at the end of each month"), kind="stacked", corner=_("Month"), wide=True,
        heads=tuple(
            Head(
                name=month_name(one.period.month), short=date_format(one.period.month, "m.Y"),
                link=f"?month={one.period.month.strftime('%Y-%m')}", open=not one.is_over(at),
            )
            for one in shown
        ),
        series=tuple(
            Series(name=name, cells=cells([Value(shows=Shows.MONEY, numerator=sums[place]) for sums in owed]))
            for name, place in kinds
        ),
    )  # fmt: skip


def _ahead(latest: MonthReport, units: dict[int, Unit]) -> list[Line]:
    """What expires from the month of the last count on, in units with a price."""
    found = []
    for unit_id, month, points in latest.ahead:
        unit = units[unit_id]
        if unit.step_kopecks is None or unit.code == CERTIFICATE:
            continue
        found.append(
            Line(
                name=month_name(month) if month else gettext("never"), url="",
                cells=(unit_title(unit), words.number(points, unit.scale), words.roubles(points * unit.step_kopecks)),
            )
        )  # fmt: skip
    return found


def _occasions(report: MonthReport, units: dict[int, Unit]) -> list[Line]:
    """Their sums are the column “given”. One query."""
    versions = CampaignVersion.objects.select_related("campaign").in_bulk(
        {one.campaign_version for one in report.occasions if one.campaign_version}
    )
    return [
        Line(
            name=_occasion_words(one, versions), url="",
            cells=(unit_title(units[one.unit]), amount(one.points, units[one.unit]),
                   words.roubles(one.points * (report.units[one.unit].terms.price or 0))),
        )
        for one in report.occasions
        if one.unit in report.units
    ]  # fmt: skip


def _occasion_words(one: Occasion, versions: Mapping[int, CampaignVersion]) -> str:
    version = versions.get(one.campaign_version or 0)
    if version is None:
        return reason_words(one.reason)
    return _VERSION.format(title=version.campaign.name, number=version.number)


def _batches(report: MonthReport, *, leads: bool) -> list[Line]:
    return [
        Line(
            name=one.name, url=site.url_of("campaigns_couponbatch_change", one.batch_id) if leads else "",
            cells=(words.number(one.used), words.number(one.restored), words.roubles(one.discount_kopecks)),
        )
        for one in batch_costs(period=report.period)
    ]  # fmt: skip


def _campaigns(report: MonthReport, units: dict[int, Unit], *, leads: bool) -> list[Line]:
    by_code, costs = {unit.code: unit for unit in units.values()}, campaign_costs(month=report.period.month)
    names = {row.pk: row.name for row in Campaign.objects.filter(pk__in=[one.campaign_id for one in costs])}
    return [
        Line(
            name=_VERSION.format(title=names[one.campaign_id], number=one.version),
            url=site.url_of("campaigns_campaign_change", one.campaign_id) if leads else "",
            cells=(words.number(one.orders), words.roubles(one.discount_kopecks), _points_of(one, by_code)),
        )
        for one in costs
    ]  # fmt: skip


def _points_of(one: CampaignCost, by_code: dict[str, Unit]) -> str:
    return (
        ", ".join(words.points(points, words_of(by_code[code])) for code, points in sorted(one.points.items())) or "—"
    )


def _shares(units: dict[int, Unit]) -> list[Line]:
    rows = list(Breakage.objects.order_by("-month", "-pk"))
    names = people({row.author_id for row in rows if row.author_id})
    return [
        Line(
            name=month_name(row.month), url="",
            cells=(unit_title(units[row.unit_id]), words.percent(row.rate), row.reason,
                   names.get(row.author_id or 0, gettext("system")), short(row.at)),
        )
        for row in rows
    ]  # fmt: skip


def _closed_by(report: MonthReport) -> str:
    author = report.closed.author_id if report.closed else None
    return people({author}).get(author, "") if author else gettext("system")


site.add_page("accounting/", accounting, name="accounting", permission=SEE)
site.add_page("accounting/count/", count, name="accounting_count", permission=SEE)
site.add_page("accounting/take/", take_away, name="accounting_export", permission=SEE)
