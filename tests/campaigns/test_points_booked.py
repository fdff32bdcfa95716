"""Points that campaigns give are booked to them in the ledger: whose they are is told apart, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from analytics.accounting.count_months import count_months
from analytics.accounting.mechanics import campaign_costs
from analytics.accounting.read_months import read_months
from analytics.figures.read import read_figures
from analytics.rollup.roll_up import roll_up
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.rulesets import forget_rulesets
from loyalty.ledger.models import Entry, Lot, Operation
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.money import BONUS
from loyalty.proofs import proofs
from loyalty.purchase.complete import complete
from loyalty.rows import all_rows
from tests.builders import NOON, a_cart, a_return, an_order, bonus
from tests.campaigns.running import a_campaign, deliver_all, with_stamps
from tests.cast import Cast

HUNDRED, FIFTY = {"extra_points": {"points": 100}}, {"extra_points": {"points": 50}}


def booked(order: int, unit: str = BONUS) -> dict[str, int]:
    """What the lots of an order say: points by campaign and version; "" for the programme's own."""
    lots = Lot.objects.filter(order_id=order, account__unit__code=unit).order_by("pk")
    versions = CampaignVersion.objects.select_related("campaign").in_bulk()
    found = {}
    for lot in lots:
        version = versions.get(lot.campaign_version_id or 0)
        found[f"{version.campaign.code} {version.number}" if version else ""] = lot.earned
    assert len(found) == len(lots)
    return found


def broken() -> list[str]:
    """The laws of the ledger, of orders and of campaigns that do not hold."""
    at = {"at": NOON + timedelta(days=400)}
    return [
        code for code, proof in proofs
        if code[2:] < "44"
        and all_rows(f"select 1 from ({proof.sql}) as checked(id, broken) where broken limit 1", at)
    ]  # fmt: skip


@pytest.mark.parametrize("reserved", [False, True])
def test_each_version_has_a_lot_of_its_own_under_one_earn(
    cast: Cast, commit_proofs: Callable[[], None], reserved: bool
) -> None:
    # given two campaigns that give points on top of 5 %, one of them in its second version, and one that gives stamps
    with_stamps(cast.boris, 1)
    a_campaign("spring", FIFTY, lane="points")
    a_campaign("spring", HUNDRED, lane="points")
    a_campaign("extra", FIFTY, lane="points")
    a_campaign("stamps", {"points_per_item": {"points": 1, "unit": "STAMP"}}, lane="points")

    # when: 900 roubles, sold at once, or placed and sold when another process does not know the ruleset any more
    order = an_order(cast.lesnaya, a_cart(cast.boris), state="placed" if reserved else "completed")
    if reserved:
        forget_rulesets()
        complete(shop_id=cast.lesnaya.pk, external_id=order.external_id, integration_id=None, at=NOON)
    commit_proofs()

    # then the lots tell the points apart, and those of one origin name it in the operation, too
    assert booked(order.id) == {"": 45, "extra 1": 50, "spring 2": 100}
    assert booked(order.id, "STAMP") == {"stamps 1": 2}
    earns = Operation.objects.filter(order_id=order.id, kind="earn")
    stamps = CampaignVersion.objects.get(campaign__code="stamps").pk
    assert sorted(earns.values_list("campaign_version_id", flat=True), key=str) == [stamps, None]
    # while the member sees one line and one sum
    lines = [one for one in statement(owner=Owner.member(cast.boris)).lines if one.order_id == order.id]
    assert [(one.unit, one.points) for one in lines if one.unit == BONUS] == [(BONUS, 195)]
    assert bonus(cast.boris).available == 195
    assert broken() == []


def test_a_return_and_a_debt_move_as_many_points_as_ever(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given 45 + 100 points of one order, of which 120 are spent
    a_campaign("spring", HUNDRED, lane="points")
    order = an_order(cast.lesnaya, a_cart(cast.boris))
    an_order(cast.lesnaya, a_cart(cast.boris, burn=120, pieces=1))
    earned = bonus(cast.boris).available
    # when all of the first order comes back, then points are earned again
    a_return(order, 2_000)
    owed = bonus(cast.boris)
    an_order(cast.lesnaya, a_cart(cast.boris))
    commit_proofs()
    # then what is missing is a debt, and both lots of the next earn repay it
    assert (owed.available, owed.debt) == (0, 145 - earned)
    assert (bonus(cast.boris).available, bonus(cast.boris).debt) == (earned, 0)
    assert broken() == []


def test_the_league_the_accounts_and_the_ledger_say_the_same(cast: Cast) -> None:
    # given points of two versions in two orders, of another campaign, of a purchase alone, and lots that say nothing
    before = an_order(cast.lesnaya, a_cart(cast.vera))
    a_campaign("spring", HUNDRED, lane="points")
    an_order(cast.lesnaya, a_cart(cast.boris))
    a_campaign("spring", FIFTY, lane="points")
    an_order(cast.lesnaya, a_cart(cast.boris))
    a_campaign("extra", FIFTY, lane="points")
    an_order(cast.lesnaya, a_cart(cast.vera))
    deliver_all()
    roll_up(at=NOON)
    count_months(at=NOON)

    # when
    ledger = {"spring 1": 0, "spring 2": 0, "extra 1": 0}
    for entry in Entry.objects.filter(kind="earn", lot__campaign_version_id__isnull=False).select_related("lot"):
        assert entry.lot is not None
        version = CampaignVersion.objects.get(pk=entry.lot.campaign_version_id or 0)
        ledger[f"{version.campaign.code} {version.number}"] += entry.amount
    titles = {one.title: one.code for one in Campaign.objects.all()}
    month = read_months()[-1]
    costs = {
        f"{titles[one.title]} {one.version}": one.points[BONUS] for one in campaign_costs(month=month.period.month)
    }
    given = {one.campaign_version: one.points for one in month.occasions}
    league = {
        one.key: one.numerator
        for one in read_figures(
            metrics=["campaign_points"], kind="month", since=month.period.month, until=NOON.date()
        )
    }  # fmt: skip

    # then
    assert ledger == costs == {"spring 1": 100, "spring 2": 100, "extra 1": 50}
    assert league == {"spring BONUS": 200, "extra BONUS": 50}
    ids = {f"{one.campaign.code} {one.number}": one.pk for one in CampaignVersion.objects.select_related("campaign")}
    assert {name: given[pk] for name, pk in ids.items()} == ledger
    assert given[None] == 4 * 45
    assert booked(before.id) == {"": 45}
    assert broken() == []


def test_the_law_finds_points_booked_to_another_campaign(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given points of one campaign, and one that gives none; what a lot says cannot be changed any more
    a_campaign("spring", HUNDRED, lane="points")
    a_campaign("extra", {"percent_off": {"rate": 100, "goods": {"skus": ["NONE"]}}})
    an_order(cast.lesnaya, a_cart(cast.boris))
    assert broken() == []
    # when a defect books them to the other one
    other = CampaignVersion.objects.get(campaign__code="extra").pk
    monkeypatch.setattr("campaigns.offers.version_ids", lambda gave, running: dict.fromkeys(gave, other))
    an_order(cast.lesnaya, a_cart(cast.boris))
    # then
    assert broken() == ["Q-43"]
