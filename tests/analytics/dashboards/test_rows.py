"""What stands behind figures: every one leads there, its rows make it, and they leave as a file."""

import csv
import html
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from analytics.dashboards import take_rows
from analytics.dashboards.kit import page as kit
from analytics.dashboards.kit.page import dashboards
from analytics.rollup.roll_up import roll_up
from campaigns.coupons.issue_coupon import IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon, CouponBatch
from loyalty.audit.models import AuditEvent
from loyalty.members.models import Member
from loyalty.program.current import program
from segments.rfm.snapshot import snapshot
from tests.analytics.dashboards.test_pages import purchases, signed_in, text_of
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart
from tests.segments.making import an_analysis

pytestmark = pytest.mark.django_db
_FIGURE = re.compile(r'<(?:td class="sum"|div class="worth"><b)>(.*?)(?:<div|</td>|</b>)', re.DOTALL)
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "now", lambda: NOON)


def figures_on(page: str) -> list[str]:
    """The HTML of every figure of a page that has a value."""
    return [found for found in (one.strip() for one in _FIGURE.findall(page)) if found and found != "—"]


def test_every_figure_leads_to_its_definition_and_to_the_rows_that_make_it() -> None:
    # given purchases over three months, campaigns, a coupon seen and used, stages of life and an analysis
    a_batch(codes=["SPRING", "AUTUMN"], kind=CouponBatch.Kind.SINGLE)
    a_coded_campaign()
    purchases(3)
    shop, anna = a_shop(), a_member(first_name="Анна", last_name="Каренина")
    an_order(shop, a_coded_cart(anna), at=NOON - timedelta(days=30))
    to = IssuedFor(source=Coupon.Source.STAFF, member_id=anna, reason="birthday")
    issue_coupon(batch="spring", to=to, zone=program().zone, at=NOON)
    snapshot(model_id=an_analysis().pk, at=NOON)
    roll_up(at=NOON)
    browser, opened = signed_in("Owner"), dict[tuple[Any, ...], tuple[str, str]]()

    # when every page is read
    for code, _page in dashboards:
        page = text_of(browser.get(reverse(f"admin:analytics_{code}"), {"from": "2026-09-01", "to": "2026-11-21"}))
        assert figures_on(page), code
        for figure in figures_on(page):
            # then no figure is without what is behind it
            link = _LINK.match(figure)
            assert link, (code, figure)
            asked = parse_qs(urlsplit(html.unescape(link[1])).query)
            what = urlsplit(link[1]).path, *(asked.get(name, [""])[0] for name in ("metric", "whole")), "to" in asked
            opened.setdefault(what, (html.unescape(link[1]), link[2]))
        # nor without its definition, but for what no metric counts
        charts = re.findall(r'<section class="card plot[^>]*id="(\w+)">\s*<header><h3>[^<]*</h3>\s*(<button)?', page)
        assert {chart for chart, why in charts if not why} <= {"life_cycle", "rfm"}
        assert page.count('<article class="figure">') == len(re.findall('why-figure-[^"]+" aria', page))

    # and the rows make the figure: what they come to stands above them
    assert len(opened) > 40
    for (_path, metric, *_rest), (address, text) in opened.items():
        rows = text_of(browser.get(address))
        if metric and metric != "campaign_cost":  # the cost of an order opens the costs and the orders
            assert f'<span class="pill">{text}</span>' in rows, address
        assert "There are no rows" not in rows or not re.search("[1-9]", text), address


def test_rows_leave_as_a_file_that_runs_nothing_and_says_no_more_than_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    # given two buyers; the name of one is a formula
    purchases(1)
    Member.objects.update(first_name="=HYPERLINK(1)", last_name="Каренина")
    browser = signed_in("Owner")
    asked = "?metric=active_members&by=month&from=2026-11-01"
    address = reverse("admin:analytics_take_rows") + asked

    def taken(ending: str = "csv") -> Any:
        return browser.post(address, {"format": ending})

    # when
    table = list(csv.reader(io.StringIO(b"".join(taken().streaming_content).decode("utf-8-sig"))))

    # then names are short though this employee sees them in full, formulas are text, and it is written down
    member = Member.objects.get()
    assert table == [
        ["Member", "Number", "More", "Adds", "Beside it"],
        ["'=HYPERLINK(1) К.", str(member.pk), f"joined {table[1][2].removeprefix('joined ')}", "1", "1"],
    ]
    assert "Каренина" in text_of(browser.get(reverse("admin:analytics_rows") + asked))
    kept = AuditEvent.objects.get(act="exported", object_id="rows.active_members")
    assert kept.after is not None
    assert (kept.after["rows"], kept.after["from"]) == (1, "2026-11-01")
    assert taken("xlsx").getvalue()[:2] == b"PK"

    # and: not by GET, not in any format, not without the permission, not more than fits, not an eleventh time
    assert browser.get(address).status_code == 405
    assert taken("exe").status_code == 404
    monkeypatch.setattr(take_rows, "MOST", 0)
    assert taken().headers["Location"] == reverse("admin:analytics_rows") + asked
    monkeypatch.undo()
    for _turn in range(7):
        assert taken().status_code == 200
    assert taken().status_code == 302
    group = Group.objects.get(name="Analyst")
    group.permissions.remove(*group.permissions.filter(codename="view_member"))
    assert signed_in().post(address, {"format": "csv"}).status_code == 403


def test_what_stands_at_the_end_of_a_period_is_made_of_all_changes_and_of_that_period_alone() -> None:
    # given 5 % of 900 roubles earned three times by each of two members, once a month
    shop = a_shop()
    for member in (a_member(), a_member()):
        for days in (70, 35, 0):
            an_order(shop, a_cart(member), at=NOON - timedelta(days=days))
    roll_up(at=NOON)
    browser, address = signed_in(), reverse("admin:analytics_rows")
    asked = {"metric": "liability", "by": "month", "to": "2026-11-01", "key": "BONUS ", "whole": "1"}

    # then all of it is owed for six purchases, for two in November alone
    all_of_it = text_of(browser.get(address, asked | {"from": "2026-09-01"}))
    assert "6 rows" in all_of_it
    assert '<span class="pill">₽270</span>' in all_of_it
    alone = re.findall(r'href="([^"]+)">The changes of this period alone', all_of_it)[0]
    assert re.findall('<span class="pill">(.*?)<', text_of(browser.get(html.unescape(alone)))) == ["₽90"]

    # and what does not add up over periods is not asked for so, nor is what no link says
    wrong: dict[str, str]
    for wrong in (
        {"metric": "retention_strict"}, {"from": "2026-12-01"}, {"to": "2026-11-02"}, {"to": ""}, {"page": "99999"},
    ):  # fmt: skip
        assert browser.get(address, {**asked, "from": "2026-09-01", **wrong}).status_code == 404, wrong
