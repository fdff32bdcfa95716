"""A life lived by a few accounts: something of everything that can happen to points and budgets."""

from django.db import transaction

from analytics.accounting.close_months import close_months
from analytics.accounting.set_breakage import set_breakage
from analytics.acquisition.set_acquisition_cost import set_acquisition_cost
from analytics.figures.models import Period
from analytics.rollup.roll_up import roll_up
from campaigns.referrals.advance import advance
from loyalty.idempotency import once
from loyalty.ledger.capture import capture
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.models import Unit
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import Report
from loyalty.ledger.transfer import transfer
from loyalty.shops.models import Shop
from segments.segment.refresh_due import refresh_due
from tests.builders import a_cart, a_member, a_return, an_order, some_points, with_settings
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands
from tests.campaigns.running import a_campaign, deliver_all
from tests.cast import enter_cast
from tests.loyalty.certificates.selling import a_certificate, paid_with
from tests.loyalty.ledger.points import ANNA, BONUS, BORIS, DAY, HOUR, NOON, a_key, because, give, reserve, spend
from tests.loyalty.tiers.ladders import by_spend
from tests.segments.making import a_segment

NOW = NOON + 2 * DAY


def live() -> None:
    """Live until `NOW`; the cast is there, too, and September is closed. Commits what it does."""
    _september()
    with transaction.atomic():
        give(100)
        give(40, expires_at=NOON + DAY)
        give(60, available_from=NOON + 3 * DAY, expires_at=NOON + 9 * DAY)
        give(50, available_from=NOON + HOUR, expires_at=NOON + 9 * DAY)
        spend(30)
        capture(hold_id=reserve(20), points=15, at=NOON, cause=because())
        reserve(10, expires_at=NOON + 5 * DAY)
        transfer(source=ANNA, target=BORIS, unit=BONUS, points=7, at=NOON, cause=because(), natural_key=a_key())
        claw_back(owner=BORIS, unit=BONUS, points=20, debt=True, at=NOON, cause=because(), natural_key=a_key())
        give(5, owner=BORIS)
        late = Owner.member(900)  # whose lot expires while held, and whose silent lots change places
        give(100, owner=late, expires_at=NOON + HOUR)
        hold_id = reserve(60, owner=late, expires_at=NOON + DAY)
        capture(hold_id=hold_id, points=50, at=NOON + 2 * HOUR, cause=because())
        give(20, owner=late, at=NOON + 2 * HOUR, expires_at=NOON + 31 * DAY)
        give(20, owner=late, at=NOON + 2 * HOUR, expires_at=NOON + 30 * DAY, months=1)
        spend(15, owner=late, at=NOON + 47 * HOUR)
        cast = enter_cast()
        shop, member_id = cast.lesnaya, cast.vera
        some_points(member_id, 1_000)
        some_points(member_id, 300, expires_at=NOON + DAY)
        order = an_order(shop, a_cart(member_id, burn=400))
        a_return(order, 1_000, at=NOON + 2 * HOUR)
        reserved = an_order(shop, a_cart(member_id, burn=100), state="placed")
        assert reserved.state == "placed"
        a_campaign("spring", {"percent_off": {"rate": 1_000}}, budgets=[{"metric": "discount", "limit": 50_000}])
        a_campaign("extra", {"extra_points": {"points": 10}}, lane="points")
        sold = an_order(shop, a_cart(cast.boris))
        an_order(shop, a_cart(cast.boris))
        a_return(sold, 2_000, at=NOON + 2 * HOUR)
        _codes(shop, cast.boris)
        _invitation(shop)
        gift = a_certificate(shop)
        paid = an_order(shop, paid_with(gift.id, price=25_000, pieces=2))
        a_return(paid, 1_000, at=NOON + 2 * HOUR)
        an_order(shop, paid_with(gift.id, price=10_000), state="pending")
        with_settings(ladder=by_spend())
        an_order(shop, a_cart(cast.anna, price=150_000))
        a_segment("rich", {"spent": {"days": 30, "at_least": 250_000}})
    once(
        client_id=cast.till.pk, key="life-0001", fingerprint=b"", verb=lambda: None, render=lambda _done: (201, "{}"),
        refuse=lambda _refusal: (409, "{}"),
    )  # fmt: skip
    deliver_all()
    run_night(at=NOW)
    refresh_due(at=NOW)
    roll_up(at=NOW)
    # As if the month were over. The clock of the database, which has recorded all this, is of another time.
    Period.objects.update(counted_at=NOW + 36_500 * DAY)


def _september() -> None:
    """A month that the accountant has closed, and what was decided then."""
    early = Owner.member(901)
    give(10, owner=early, at=NOON - 60 * DAY, expires_at=NOON + 300 * DAY)
    spend(3, owner=early, at=NOON - 40 * DAY)
    keep_proof(report=Report(at=NOON - 30 * DAY, queries=()))
    unit = Unit.objects.get(code=BONUS).pk
    at = NOON - 30 * DAY
    set_breakage(unit_id=unit, month=at.date(), rate=2_000, reason="last year", author_id=None, at=at)
    set_acquisition_cost(month=at.date(), cost_kopecks=50_000, reason="last year", author_id=None, at=at)
    close_months(month=(NOON - 60 * DAY).date().replace(day=1), author_id=None, note="", at=at)


def _invitation(shop: Shop) -> None:
    """A friend whose first purchase was kept, and the reward for it."""
    a_programme(per_member_all=5, wait_days=1)
    referral = an_invitation(a_member())
    an_order(shop, a_cart(referral.friend_id))
    for at in (NOON + HOUR, NOON + DAY + 13 * HOUR):  # the wait ends with a local day
        advance(at=at)
    assert stands(referral)[0] == "rewarded"


def _codes(shop: Shop, member: int) -> None:
    """Single-use codes: used, given back, held back, still there; and one that many may use."""
    a_batch(
        "single", kind="single", codes=["USED", "BACK", "HELD", "FREE"], limit_member=9, limit_period=9, period="day"
    )
    a_batch("shared", codes=["SHARED"], limit_total=5)
    a_coded_campaign("single")
    a_coded_campaign("shared", lane="order")
    for code in ("USED", "BACK"):
        sold = an_order(shop, a_coded_cart(member, code, "SHARED"), number=code)
    a_return(sold, 2_000, at=NOON + 2 * HOUR)
    an_order(shop, a_coded_cart(member, "HELD"), state="placed")
