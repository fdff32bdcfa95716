"""The accountant's page: who sees it, what it says, the file, and closing from it."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from analytics.accounting.count_months import count_months
from analytics.accounting.models import Breakage, ClosedMonth
from analytics.accounting.read_months import read_months
from loyalty.audit.models import AuditEvent
from loyalty.ledger.models import Unit
from tests.analytics.accounting.months import AFTER, SEPTEMBER, bonus_id, live, month_of, proved
from tests.builders import a_user

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


def test_every_amount_opens_the_entries_that_make_it(accountant: Client) -> None:
    # given three months in which everything happened to points
    live()
    count_months(at=AFTER)
    links = dict[str, str]()
    for report in read_months():
        page = _text(accountant.get(PAGE, {"month": f"{report.period.month:%Y-%m}"}))
        amounts = re.findall(r'<td class="sum"><a href="([^"]*/accounting/rows/[^"]*)">([^<]*)</a>', page)
        links |= {html.unescape(address): text for address, text in amounts if "₽" not in text}
    # then what its entries come to is what the cell says, in every column and month
    assert {parse_qs(urlsplit(one).query)["what"][0] for one in links} >= {"opening", "issued", "spent", "closing"}
    for address, text in links.items():
        assert f'<span class="pill">{text}</span>' in _text(accountant.get(address)), address
    # and nothing else is listed
    one = next(iter(links))
    for wrong in ("month=2031-01-01", "month=x", "what=all", "unit=0", "given=2031-01-01", "page=-1"):
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
