"""What a new customer costs: decided from a month on, shown beside what keeping one costs."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analytics.acquisition.costs import acquisition_costs, cost_on
from analytics.acquisition.set_acquisition_cost import set_acquisition_cost
from analytics.admin import acquisition
from analytics.dashboards.kit import page as kit
from analytics.rollup.roll_up import roll_up
from loyalty.audit.models import AuditEvent
from tests.builders import NOON, a_cart, a_member, a_shop, a_user, an_order
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.django_db
PAGE, SHOWN = reverse("admin:acquisition_cost"), reverse("admin:analytics_retention")
TAKEN = reverse("admin:analytics_take", args=["retention", "retention_cost"])


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in (kit, acquisition):
        monkeypatch.setattr(door, "now", lambda: NOON)


def signed_in(role: str) -> Client:
    browser = Client()
    browser.force_login(a_user(roles=[role]))
    browser.cookies["language"] = "en"
    return browser


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode()).replace("\u00a0", " ")


def test_what_holds_on_a_day_is_what_was_decided_last_for_the_latest_month_that_has_begun() -> None:
    # given decisions out of their order, two of them for one month
    for month, roubles in ((date(2026, 3, 17), 300), (date(2026, 1, 1), 100), (date(2026, 3, 1), 350)):
        set_acquisition_cost(month=month, cost_kopecks=roubles * 100, reason="ads", author_id=None, at=NOON)
    costs = acquisition_costs()
    # then
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2027, 1, 1)]
    found = [cost_on(costs, day) for day in days]
    assert [one.cost_kopecks if one else None for one in found] == [None, 10_000, 10_000, 35_000, 35_000]


def test_the_owner_enters_it_and_it_stands_beside_what_keeping_costs() -> None:
    # given two members who bought at 10 % off 900 roubles in September and in October, and a guest
    a_campaign("tea", {"percent_off": {"rate": 1_000}})
    shop, members = a_shop(), [a_member(), a_member()]
    for days, buyers in ((70, members), (35, [*members, None])):
        for member in buyers:
            an_order(shop, a_cart(member), at=NOON - timedelta(days=days))
    roll_up(at=NOON)
    owner, analyst = signed_in("Owner"), signed_in("Analyst")

    # when nobody has said yet what a new customer costs
    assert f'href="{PAGE}">Enter it' in text_of(owner.get(SHOWN))
    assert 'value="2025-11-01" selected' in text_of(owner.get(PAGE))  # the first figure is for all that is shown
    assert "Nobody has entered yet" in text_of(analyst.get(SHOWN))
    # then whoever sees figures reads what was decided, and the owner alone decides, in roubles and with a reason
    assert "<textarea" not in text_of(analyst.get(PAGE))
    given = {"month": "2026-10-01", "cost": "50", "reason": "ads in September"}
    assert analyst.post(PAGE, given).status_code == 403
    for wrong, said in (
        ({"reason": " "}, "Write the reason"), ({"cost": "1000001"}, "Enter 1,000,000 or less."),
        ({"month": "2026-10-02"}, "not one of the available choices"),
    ):  # fmt: skip
        assert said in text_of(owner.post(PAGE, given | wrong))
    assert not acquisition_costs()
    for month, cost in (("2026-09-01", "500"), ("2026-10-01", "50"), ("2026-12-01", "7")):
        owner.post(PAGE, given | {"month": month, "cost": cost})
    assert [(one.month.month, one.cost_kopecks) for one in acquisition_costs()] == [(9, 50_000), (10, 5_000), (12, 700)]
    kept = AuditEvent.objects.filter(object_kind="acquisition_cost").latest("pk")
    assert (kept.act, kept.reason, kept.principal) == ("added", "ads in September", "staff")
    assert kept.after == {"month": "2026-12-01", "cost_kopecks": 700}
    assert "ads in September" in text_of(analyst.get(PAGE))

    # and October says which of both was dearer: ninety roubles for each who stayed, the guest's are nobody's
    page = text_of(analyst.get(SHOWN))
    assert (
        "gave ₽90.00 for each member who stayed, and a new customer cost ₽50.00. Keeping one was dearer, by ₽40.00"
        in page
    )
    assert "₽180 / 2" in page
    # and the file has both, by month; of a quarter that goes on, what holds today, and nobody had stayed before
    for asked, lines in (
        ("from=2026-09-01&to=2026-10-31", [
            ["September 2026", "Cost of retention", "", "180.00", "0"],
            ["September 2026", "Winning one new customer (CAC)", "500.00", "500.00", "0"],
            ["October 2026", "Cost of retention", "90.00", "180.00", "2"],
            ["October 2026", "Winning one new customer (CAC)", "50.00", "50.00", "0"],
        ]),
        ("by=quarter&from=2026-07-01&to=2026-11-21", [
            ["Q3 2026", "Cost of retention", "", "180.00", "0"],
            ["Q3 2026", "Winning one new customer (CAC)", "500.00", "500.00", "0"],
            ["Q4 2026", "Cost of retention", "90.00", "180.00", "2"],
            ["Q4 2026", "Winning one new customer (CAC)", "50.00", "50.00", "0"],
        ]),
    ):  # fmt: skip
        answer: Any = analyst.post(f"{TAKEN}?{asked}", {"format": "csv"})
        assert list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:] == lines
    assert "dearer, by" not in text_of(analyst.get(SHOWN, {"to": "2026-11-21"}))  # not of a month that goes on
