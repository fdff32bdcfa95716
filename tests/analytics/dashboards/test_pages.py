"""Every page of analytics: with purchases and with none, what it costs, what leaves it as a file, who sees what."""

import csv
import html
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.accounting.count_months import count_months
from analytics.accounting.read_months import read_months
from analytics.accounting.set_breakage import set_breakage
from analytics.dashboards.kit import page as kit
from analytics.dashboards.kit.page import dashboards
from analytics.rollup.roll_up import roll_up
from loyalty.audit.models import AuditEvent
from loyalty.ledger.models import Unit, UnitPrice
from loyalty.money import BONUS
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, a_member, a_shop, a_user, an_order

pytestmark = pytest.mark.django_db
OVERVIEW = "/admin/analytics/overview/"
MOST_QUERIES = 26  # of them a dozen are the frame's: session, employee, permissions, what is degraded


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "now", lambda: NOON)


def signed_in(role: str = "Analyst", **how: Any) -> Client:
    browser = Client()
    browser.force_login(a_user(roles=[role], **how))
    browser.cookies["language"] = "en"
    return browser


def purchases(members: int) -> None:
    """Two shops, members who come back and a guest, over three months."""
    shops = [a_shop(), a_shop()]
    for number in range(members):
        member = a_member()
        for days in (0, 35, 70):
            an_order(shops[number % 2], a_cart(member), at=NOON - timedelta(days=days, hours=number))
    an_order(shops[0], a_cart(None), at=NOON - timedelta(days=35))
    roll_up(at=NOON)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def test_every_page_with_nothing_and_with_purchases_at_the_same_cost() -> None:
    browser, costs = signed_in(), dict[str, list[int]]()
    for members in (0, 2, 7):
        if members:
            purchases(members)
        for code, _page in dashboards:
            with CaptureQueriesContext(connection) as asked:
                page = text_of(browser.get(reverse(f"admin:analytics_{code}"), {"to": "2026-11-21"}))
            costs.setdefault(code, []).append(len(asked))
            assert ("Nothing has been counted yet" in page) is (members == 0)
    assert all(most <= MOST_QUERIES for _none, *some in costs.values() for most in some), costs
    assert all(many <= few for _none, few, many in costs.values()), costs  # words of units are kept for a while


def test_a_figure_stands_with_what_it_was_and_the_rows_behind_it_make_it() -> None:
    # given two members with three purchases of 900 roubles each, one a month, and a guest's in October
    purchases(2)
    browser = signed_in()
    # when
    page = text_of(browser.get(reverse("admin:analytics_overview"), {"to": "2026-11-21"}))
    # then November is 1 800 roubles after 2 700 in October, and its rows are those two purchases
    assert "₽1,800" in page
    assert "before: ₽2,700" in page
    assert "−33.3%" in page
    rows = text_of(
        browser.get(reverse("admin:analytics_rows"), {"metric": "revenue", "by": "month", "from": "2026-11-01"})
    )
    assert "2 rows" in rows
    assert len(re.findall(r"/admin/loyalty/order/\d+/change/", rows)) == 2


def test_a_chart_leaves_as_a_file_with_its_parts_and_it_is_written_down() -> None:
    purchases(2)
    browser = signed_in()
    address = reverse("admin:analytics_take", args=["overview", "revenue"]) + "?from=2026-10-01&to=2026-11-21"
    # when
    answer = browser.post(address, {"format": "csv"})
    # then
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert table == [
        ["Period", "Column", "Value", "Numerator", "Denominator"],
        ["October 2026", "Revenue", "2700.00", "2700.00", "3"],
        ["November 2026", "Revenue", "1800.00", "1800.00", "2"],
    ]
    kept = AuditEvent.objects.get(act="exported", object_kind="analytics")
    assert (kept.object_id, kept.principal) == ("overview.revenue", "staff")
    assert kept.after is not None
    assert kept.after["rows"] == 2
    assert browser.post(address, {"format": "xlsx"}).status_code == 200
    for wrong in ({"format": "exe"}, {}):
        assert browser.post(address, wrong).status_code == 404
    assert browser.get(address).status_code == 405


@pytest.mark.parametrize(
    ("page", "chart", "lines"),
    [
        ("retention", "cohort_retention", [
            ["September 2026", "0 months later", "100.00", "2", "2"],
            ["September 2026", "1 month later", "100.00", "2", "2"],
            ["September 2026", "2 months later", "100.00", "2", "2"],
        ]),
        ("products", "category_league", [["coffee", "Categories", "6300.00", "6300.00", "14000"]]),
        ("shops", "days_and_hours", [
            ["Sat", "11:00", "2700.00", "2700.00", "3"],
            ["Sat", "12:00", "3600.00", "3600.00", "4"],
        ]),
    ],
)  # fmt: skip
def test_cohorts_leagues_and_hours_stand_in_their_place(page: str, chart: str, lines: list[list[str]]) -> None:
    # given purchases of 900 roubles on three Saturdays of September, October and November; by weeks, too
    purchases(2)
    browser = signed_in()
    for by in ("month", "week"):
        asked = f"?by={by}&from=2026-09-01&to=2026-11-21"
        answer = browser.post(reverse("admin:analytics_take", args=[page, chart]) + asked, {"format": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        found = [row for row in csv.reader(io.StringIO(text)) if row[1] not in ("Before", "before")]
        assert found[1:] == lines


def test_whoever_is_bound_to_a_shop_sees_its_figures_only() -> None:
    purchases(2)
    own, foreign = Shop.objects.order_by("pk")
    browser = signed_in(shop=own)
    # when another shop is asked for
    page = text_of(browser.get(reverse("admin:analytics_overview"), {"to": "2026-11-21", "cut": f"shop:{foreign.pk}"}))
    # then it is said, and one's own is shown
    assert "You see your own shop only." in page
    assert "₽900" in page
    asked = {"metric": "revenue", "by": "month", "from": "2026-11-01"}
    for cut, status in ((f"shop:{own.pk}", 200), (f"shop:{foreign.pk}", 404), ("", 404)):
        assert browser.get(reverse("admin:analytics_rows"), asked | {"cut": cut}).status_code == status


def test_what_is_behind_is_for_those_who_may_see_such_rows() -> None:
    purchases(2)
    asked = {"metric": "retention_strict", "by": "month", "from": "2026-11-01"}
    # when: an analyst sees members, the group loses that
    group = Group.objects.get(name="Analyst")
    browser = signed_in()
    assert "2 / 2 = 100%" in text_of(browser.get(reverse("admin:analytics_rows"), asked))
    group.permissions.remove(*group.permissions.filter(codename="view_member"))
    # then
    assert browser.get(reverse("admin:analytics_rows"), asked).status_code == 403
    page = text_of(browser.get(reverse("admin:analytics_retention"), {"to": "2026-11-21"}))
    assert "metric=retention_strict" not in page
    assert signed_in("Cashier lead").get(reverse("admin:analytics_overview")).status_code == 403


def test_a_forecast_stands_beside_what_is_there_and_its_row_says_so() -> None:
    # given Anna, who bought for 900 roubles in June and in September, and Boris, who came in November; nothing at first
    browser, address = signed_in(), reverse("admin:analytics_take", args=["customers", "ltv_predicted"])
    shop, anna, boris = a_shop(), a_member(), a_member()
    roll_up(at=NOON)
    assert "A forecast for 6 months appears once" in text_of(browser.get(reverse("admin:analytics_customers")))
    for member, days in ((anna, 153), (anna, 61), (boris, 0)):
        an_order(shop, a_cart(member), at=NOON - timedelta(days=days))
    roll_up(at=NOON)
    # when
    answer = browser.post(f"{address}?to=2026-11-21", {"format": "csv"})
    # then nobody has been there for twelve months, and for six Boris is taken to do as Anna did
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["June 2026", "Brought so far", "1800.00", "1800.00", "1"],
        ["June 2026", "Predicted in all", "1800.00", "1800.00", "1"],
        ["November 2026", "Brought so far", "900.00", "900.00", "1"],
        ["November 2026", "Predicted in all", "1800.00", "1800.00", "1"],
    ]
    page = text_of(browser.get(reverse("admin:analytics_customers"), {"to": "2026-11-21"}))
    assert "Predicted LTV, 6 months" in page
    # and behind it are his purchase and a row of nobody that says what it is, in the file too
    asked = "?metric=ltv_predicted_6&by=month&from=2026-11-01&key=2026-11"
    assert html.escape(asked) in page
    rows = text_of(browser.get(reverse("admin:analytics_rows") + asked))
    assert '<span class="pill">₽1,800</span>' in rows
    taken = browser.post(reverse("admin:analytics_take_rows") + asked, {"format": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(taken.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [line[3:] for line in lines[1:]] == [["900.00", "1"], ["900.00", "0"]]
    assert (lines[1][1], lines[2][:3]) == (str(boris), ["Predicted for the months to come", "", ""])
    assert "Predicted for the months to come" in rows


def test_what_is_owed_is_what_the_accountant_says() -> None:
    # given 5 % of two purchases of 900 roubles a month, a tenth of which nobody will use from October on; a point was
    # two roubles until November
    shop = a_shop()
    for member in (a_member(), a_member()):
        for days in (70, 35, 0):
            an_order(shop, a_cart(member), at=NOON - timedelta(days=days))
    browser, unit = signed_in("Owner"), Unit.objects.get(code=BONUS)
    for step_kopecks, since in ((200, NOON - timedelta(days=300)), (100, NOON - timedelta(days=10))):
        UnitPrice.objects.create(unit=unit, step_kopecks=step_kopecks, at=since)
    roll_up(at=NOON)
    set_breakage(unit_id=unit.pk, month=date(2026, 10, 1), rate=1_000, reason="as ever", author_id=None, at=NOON)
    count_months(at=NOON)
    september, october, november = (one.units[unit.pk].total.owed_kopecks for one in read_months())
    assert (september, october, november) == (18_000, 32_400, 24_300)
    # then
    for asked, owed in (("2026-11-21", "₽243"), ("2026-10-31", "₽324")):
        for page in ("overview", "points"):
            text = text_of(browser.get(reverse(f"admin:analytics_{page}"), {"to": asked}))
            assert "Owed, less what will not be used" in text
            assert f'?month={asked[:7]}" title="What is behind it">{owed}</a>' in text
    assert "The programme owes ₽243 in points." in text_of(browser.get(OVERVIEW, {"to": "2026-11-21"}))
    text = text_of(browser.get(OVERVIEW, {"to": "2026-10-31"}))
    assert "At the end of the period “October 2026” the programme owed ₽324 in points." in text
    # and before the share was decided on, all of the liability is owed
    text = text_of(browser.get(OVERVIEW, {"to": "2026-09-30"}))
    assert "less what will not be used" not in text
    assert "At the end of the period “September 2026” the programme owed ₽180 in points." in text
    # and what the accountant has no figure of, a shop or a week inside a month, opens its entries
    for part, owed in (
        ({"cut": f"shop:{shop.pk}", "to": "2026-10-31"}, "₽324"),
        ({"by": "week", "to": "2026-10-25"}, "₽324"),
    ):
        text = text_of(browser.get(OVERVIEW, part))
        assert re.search(rf"Owed, less[^₽]*metric=liability[^>]*>{owed}</a>", text)


def test_what_the_programme_costs_stands_in_roubles() -> None:
    # given a purchase of 900 roubles, and another that 45 of the points earned pay for
    shop, member = a_shop(), a_member()
    an_order(shop, a_cart(member), at=NOON - timedelta(days=1))
    an_order(shop, a_cart(member, burn=45), at=NOON)
    roll_up(at=NOON)
    # then
    text = text_of(signed_in().get(OVERVIEW, {"to": "2026-11-21"}))
    assert re.search("Cost of the programme</h3>.*?>₽45</a>", text, re.DOTALL)
