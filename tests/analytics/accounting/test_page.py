"""The accountant's page: who sees it, what it says, the file, and closing from it."""

import html
import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from analytics.accounting.count_months import count_months
from analytics.accounting.entries import WHAT, entries_behind
from analytics.accounting.models import Breakage, ClosedMonth
from analytics.accounting.read_months import read_months
from analytics.accounting.set_breakage import set_breakage
from analytics.admin.accounting_address import read_address
from analytics.admin.accounting_worth import total_of
from loyalty.audit.models import AuditEvent
from loyalty.ledger.models import Unit, UnitPrice
from tests.analytics.accounting.months import AFTER, SEPTEMBER, bonus_id, day, live, month_of, proved
from tests.builders import a_cart, a_member, a_shop, a_user, an_order
from tests.campaigns.running import a_campaign
from tests.loyalty.certificates.selling import a_certificate

PAGE, CLOSE, DECIDE, EXPORT = (reverse(f"admin:accounting{what}") for what in ("", "_close", "_breakage", "_export"))


@pytest.fixture
def accountant(db: None) -> Client:
    client = Client()
    client.force_login(a_user("accountant", roles=["Accountant"]))
    client.cookies["language"] = "en"
    return client


def _text(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def _whole(number: re.Match[str]) -> str:
    return f"{Decimal(number[0]):.0f}"


def test_every_figure_opens_what_makes_it(accountant: Client) -> None:
    # given three months in which everything happened to points, a share of them that will not be used, a certificate,
    # points of a second price, and a campaign that gave some
    live()
    set_breakage(unit_id=bonus_id(), month=SEPTEMBER, rate=2_550, reason="last year", author_id=None, at=AFTER)
    shop = a_shop()
    a_certificate(shop, at=AFTER)
    a_campaign("spring", {"extra_points": {"points": 100}}, lane="points")
    an_order(shop, a_cart(a_member(at=AFTER)), at=AFTER)
    for price, since in ((100, day(1, 1)), (300, day(9, 15))):
        UnitPrice.objects.create(unit_id=bonus_id(), step_kopecks=price, at=since)
    count_months(at=AFTER)
    figures = set[tuple[str, str]]()
    for report in read_months():
        page = _text(accountant.get(PAGE, {"month": f"{report.period.month:%Y-%m}"}))
        # then no figure on the page leads nowhere, but what is a decision or is counted by others
        page = page[: page.index("<h2>What offers cost</h2>")]
        told = re.findall(r'<td class="sum">(.*?)</td>|</span><b>(.*?)</b>|<dd>(.*?)</dd>', page, re.DOTALL)
        plain = [text for text in map("".join, told) if re.search(r"[0-9]", text) and "<a " not in text]
        assert plain == []
        links = re.findall(r'<a href="([^"]*/accounting/rows/[^"]*)">([^<]*)</a>', page)
        figures |= {(html.unescape(address), html.unescape(text)) for address, text in links}
        assert re.search(r'will not be used: <a href="#share(s|-[0-9]+)">', page)
    asked = [parse_qs(urlsplit(one).query) for one, _told in figures]
    assert {one["what"][0] for one in asked} == set(WHAT)
    assert {one["money"][0] for one in asked if "money" in one} == {
        "worth", "unused", "owed", "before", "revalued", "change",
    }  # fmt: skip
    # and what its entries come to is what the figure says
    reports, units, totals = read_months(), Unit.objects.in_bulk(), dict[str, str]()
    months = [one.period for one in reports]
    for address in {address for address, _told in figures}:
        query = QueryDict(urlsplit(address).query)
        read = read_address(query, reports=reports, units=units, zone="Europe/Moscow")
        found = entries_behind(asked=read.asked, months=months, most=1)
        with translation.override("en"):
            totals[address] = total_of(read=read, found=found, months=months, units=units)[0]
    for address, text in figures:  # charts leave kopecks out
        exact = totals[address].removesuffix(".00")
        assert text.removesuffix(".00") in (exact, re.sub(r"[0-9]+[.][0-9]{2}$", _whole, exact)), address
    # and nothing else is listed
    one, first = min(figures)
    assert f'<span class="pill">{first}</span>' in _text(accountant.get(one))
    for wrong in (
        "month=2031-01-01", "month=x", "what=all", "unit=0", "given=2031-01-01", "page=-1", "money=all",
        "money=revalued", "reason=a", "expires=2025-12-01", "what=issued&version=x&reason=a",
    ):  # fmt: skip
        assert accountant.get(f"{one}&{wrong}").status_code == 404, wrong


def test_an_accountant_reads_the_books_and_no_names(db: None) -> None:
    given = {
        f"{one.content_type.app_label}.{one.codename}"
        for one in Group.objects.get(name="Accountant").permissions.select_related("content_type")
    }
    assert {one for one in given if not one.startswith("loyalty.view_")} == {
        "analytics.view_closedmonth", "analytics.view_breakage", "analytics.close_month", "analytics.add_breakage",
    }  # fmt: skip
    assert not given & {"loyalty.view_member", "loyalty.view_identity", "loyalty.view_user", "loyalty.view_auditevent"}


def test_the_page_before_anything_and_after(accountant: Client) -> None:
    # when nothing has moved
    assert "Count now" in _text(accountant.get(PAGE))
    assert "there is nothing to count" in _text(accountant.post(reverse("admin:accounting_count"), follow=True))
    # when something has
    live()
    accountant.post(reverse("admin:accounting_count"))
    page = _text(accountant.get(PAGE, {"month": "2025-09"}))
    # then
    for said in ("September 2025", "not closed", "₽790.00", "−750", "What members owe"):
        assert said in page
    assert "₽790.00" in _text(accountant.get(PAGE, {"month": "2025-09", "print": "1"}))
    assert _text(accountant.get(PAGE, {"month": "=cmd"}))  # another month than there is: the last one that is over


def test_a_month_as_a_file_runs_nothing(accountant: Client, capsys: pytest.CaptureFixture[str]) -> None:
    # given a name that a spreadsheet would take for a formula
    live()
    Unit.objects.filter(pk=bonus_id()).update(name_en="=HYPERLINK(0)")
    count_months(at=AFTER)
    # when
    answer: Any = accountant.post(EXPORT, {"month": "2025-09", "format": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    # then
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["2025-09", "'=HYPERLINK(0)", "2025-08", "1240"],
        ["2025-09", "'=HYPERLINK(0)", "2025-09", "0"],
        ["2025-09", "'=HYPERLINK(0)", "debt", "0"],
    ]
    assert lines[1].endswith(",540,1.00,540.00,0.00,0.00,540.00")
    xlsx: Any = accountant.post(EXPORT, {"month": "2025-09", "format": "xlsx"})
    assert b"".join(xlsx.streaming_content)[:2] == b"PK"
    lines[0] = lines[0].removeprefix("\ufeff")
    assert accountant.post(EXPORT, {"format": "exe"}).status_code == 404
    taken = AuditEvent.objects.filter(act="exported", object_kind="analytics", object_id="accounting.2025-09")
    assert [one.after for one in taken.order_by("pk")] == [{"format": "csv", "rows": 3}, {"format": "xlsx", "rows": 3}]
    # and the command writes the same
    call_command("analytics", "report", "--month", "2025-09", "--csv")
    assert capsys.readouterr().out.splitlines() == lines
    with pytest.raises(CommandError):
        call_command("analytics", "report", "--month", "1999-01")


def test_a_share_is_decided_and_a_month_closed_from_the_page(
    accountant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    live()
    for door in ("accounting", "accounting_close", "accounting_breakage"):
        monkeypatch.setattr(f"analytics.admin.{door}.now", lambda: AFTER)
    count_months(at=AFTER)
    # when
    decided = {"unit": bonus_id(), "month": "2025-09-01", "rate": "25,5", "reason": "last year"}
    assert "Write the reason" in _text(accountant.post(DECIDE, {**decided, "reason": ""}))
    accountant.post(DECIDE, decided)
    # then
    assert [(one.rate, one.month) for one in Breakage.objects.all()] == [(2_550, SEPTEMBER)]
    assert "₽588.55" in _text(accountant.get(PAGE, {"month": "2025-09"}))
    # when it is closed: not without a proof, nor without saying that it cannot be undone
    address = f"{CLOSE}?month=2025-09"
    assert "1 month before it is still open" in _text(accountant.get(address))
    assert "do not prove themselves" in _text(accountant.post(address, {"sure": "on", "note": ""}))
    proved(AFTER)
    assert "Closing cannot be undone" in _text(accountant.post(address, {"note": ""}))
    assert not ClosedMonth.objects.exists()
    page = _text(accountant.post(address, {"sure": "on", "note": "act 17"}, follow=True))
    # then
    assert "2 months are closed." in page
    assert "act 17" in page
    assert month_of(SEPTEMBER).units[bonus_id()].total.owed_kopecks == 58_855
    assert accountant.get(address).status_code == 302
    assert "2025-09-01" not in _text(accountant.get(DECIDE))


def test_others_are_refused(db: None) -> None:
    client = Client()
    client.force_login(a_user(roles=["Analyst"]))
    assert client.get(PAGE).status_code == 200
    for address in (CLOSE, DECIDE):
        assert client.get(address).status_code == client.post(address).status_code == 403
