"""What the month says of certificates, coming expiries and offers is what their own books say."""

import html
from datetime import date
from urllib.parse import parse_qsl

from django.test import RequestFactory

from analytics.accounting.count_months import count_months
from analytics.accounting.mechanics import BatchCost, batch_costs, campaign_costs
from analytics.accounting.read_months import read_months
from analytics.admin.accounting_offers import campaign_lines
from analytics.figures.read import read_figures
from analytics.metrics.behind import RowsBehind, rows_behind
from analytics.rollup.mark_due import mark_due
from analytics.rollup.roll_up import roll_up
from loyalty.certificates.liability import liability
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE
from loyalty.program.current import program
from tests.analytics.accounting.months import bonus_id
from tests.builders import NOON, a_cart, a_return, a_user, an_order
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart
from tests.campaigns.running import a_campaign, deliver_all
from tests.cast import Cast
from tests.loyalty.certificates.selling import a_certificate, paid_with
from tests.loyalty.ledger.points import DAY, give

MONTH = NOON.date().replace(day=1)


def test_certificates_are_owed_apart_from_points(cast: Cast) -> None:
    # given a certificate of 1 000 roubles: 500 spent, half of it returned
    gift = a_certificate(cast.lesnaya)
    paid = an_order(cast.lesnaya, paid_with(gift.id, price=25_000, pieces=2))
    a_return(paid, 1_000)
    # when
    count_months(at=NOON + DAY)
    # then
    money = read_months()[-1].units[Unit.objects.get(code=CERTIFICATE).pk].total
    assert {name: kopecks for name, kopecks in money.moved.items() if kopecks} == {
        "issued": 100_000, "spent": -50_000, "given_back": 25_000,
    }  # fmt: skip
    (owed,) = liability(zone=program().zone, at=NOON)
    assert money.owed_kopecks == money.closing == owed.left == 75_000


def test_what_will_expire_is_told_by_month(db: None) -> None:
    # given: points that go at the midnight that ends January, in Moscow, and others that stay
    give(40, at=NOON, expires_at=NOON.replace(year=2027, month=1, day=31, hour=21))
    give(7, at=NOON, expires_at=NOON.replace(year=2027, month=2, day=1, hour=21))
    give(3, at=NOON)
    # when
    count_months(at=NOON + DAY)
    roll_up(at=NOON + DAY)
    # then
    found = [(month and month.isoformat(), points) for _unit, month, points in read_months()[-1].ahead]
    assert found == [("2027-01-01", 40), ("2027-02-01", 7), (None, 3)]
    # and the owner reads of the same months
    told = read_figures(metrics=["points_due"], kind="month", since=NOON.date().replace(day=1), until=NOON.date())
    assert {one.key: one.numerator for one in told} == {"BONUS 2027-01": 40, "BONUS 2027-02": 7, "BONUS -": 3}


def test_offers_cost_what_their_results_say(cast: Cast) -> None:
    # given a campaign, and a coupon used twice and given back once
    a_campaign("spring", {"percent_off": {"rate": 1_000}})
    an_order(cast.lesnaya, a_cart(cast.boris))
    batch = a_batch("letter", kind="single", codes=["KEPT", "BACK"])
    a_coded_campaign("letter", lane="order")
    an_order(cast.lesnaya, a_coded_cart(cast.vera, "KEPT"))
    a_return(an_order(cast.lesnaya, a_coded_cart(cast.vera, "BACK")), 2_000)
    deliver_all()
    count_months(at=NOON + DAY)
    # when
    month = read_months()[-1]
    costs = {one.title: one for one in campaign_costs(month=MONTH)}
    # then
    spring = costs["Акция spring"]
    assert (spring.version, spring.orders, spring.discount_kopecks) == (1, 2, 2 * 9_000)
    (coupons,) = batch_costs(period=month.period)
    assert coupons == BatchCost(
        batch_id=batch.pk, name="letter", used=2, restored=1, discount_kopecks=8_100
    )  # fmt: skip
    assert costs["Акция letter"].discount_kopecks == 8_100
    # and why points were given adds up to what was given
    given = sum(one.points for one in month.occasions if one.unit == bonus_id())
    assert given == month.units[bonus_id()].total.moved["issued"]
    # and every figure opens the purchases that make it: of a campaign with two versions in the month, those of each
    a_campaign("spring", {"percent_off": {"rate": 2_000}})
    an_order(cast.lesnaya, a_cart(cast.boris))
    deliver_all()
    mark_due(at=NOON + DAY, since=None, zone=program().zone)
    request = RequestFactory().get("/")
    request.user = a_user(roles=["Owner"])
    found = {
        (line.name, code): (key, part.denominator, part.numerator)
        for line in campaign_lines(request, MONTH, Unit.objects.in_bulk())
        for code, key, part in map(_behind, line.cells[:2])
    }
    assert found == {
        ("Акция letter, версия 1", "campaign_version_cost"): ("letter 1", 1, 8_100),
        ("Акция letter, версия 1", "campaign_discount"): ("letter", 1, 8_100),
        ("Акция spring, версия 1", "campaign_version_cost"): ("spring 1", 2, 18_000),
        ("Акция spring, версия 2", "campaign_version_cost"): ("spring 2", 1, 18_000),
    }


def _behind(cell: str) -> tuple[str, str, RowsBehind]:
    asked = dict(parse_qsl(html.unescape(cell).partition("?")[2].partition('"')[0]))
    starts = date.fromisoformat(asked["from"])
    return (
        asked["metric"],
        asked["key"],
        rows_behind(metric=asked["metric"], kind=asked["by"], starts=starts, key=asked["key"], most=9),
    )
