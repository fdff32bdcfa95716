"""What was bought long ago is folded to months: no answer changes, and days come back where they are asked for."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.triggers.save_trigger import save_trigger
from loyalty.catalogue.models import Category, Product
from loyalty.imports.durably import durably
from loyalty.proofs import proofs
from loyalty.purchase import history_facts as history
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.goods import Goods
from loyalty.purchase.history_days import HistoryByMonth, longest_in_use, longest_window
from loyalty.purchase.keep_history import keep_history
from loyalty.purchase.models import HistoryHorizon, MemberDay, MemberDayGoods, Order, OrderLine
from loyalty.purchase.rebuild_history import rebuild_history
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.rows import all_rows
from loyalty.rules.fact import MemberFact, Moment
from loyalty.rules.predicate import facts_of
from loyalty.rules.rule import dump_rule, parse_rule
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.members_of import members_of
from segments.read_known import read_known
from segments.rfm.models import RfmModel, RfmScore
from segments.segment.format import parse_definition
from segments.segment.models import SegmentState
from segments.segment.preview import preview
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_member, a_shop, an_order, with_settings
from tests.campaigns.running import definition as definition_of
from tests.loyalty.purchase.carts import MOSCOW
from tests.segments.making import a_segment, filled, inside
from tests.segments.rfm.test_snapshot import a_model
from tests.together import run_together

COFFEE = Goods(categories=("coffee",))
FIRST_KEPT = date(2025, 10, 1)  # NOON is in November 2026: 400 days before it, and that month's first day


def a_past(members: list[int], *, years: int = 3, seed: int = 7) -> list[Order]:
    """Orders over the last years, some brought back in part or whole; several in a month and on a day."""
    by_chance, shop = random.Random(seed), a_shop()
    with_settings(return_days=3_650)
    for number, code in enumerate(("coffee", "food")):
        category = Category.objects.create(code=code, name=code)
        Product.objects.create(sku=f"S{number}", name=code, category=category, brand=("", "Lavazza")[number])
    sold = []
    weeks = [day + more for day in by_chance.sample(range(years * 365), 6) for more in (0, 3, 7)]
    for day in sorted(weeks, reverse=True):
        for member in members:
            lines = tuple(
                CartLine(line_id=str(line), sku=f"S{by_chance.randrange(2)}", quantity_milli=2_000,
                         price_kopecks=by_chance.randrange(10_000, 50_000))
                for line in range(by_chance.randrange(1, 3))
            )  # fmt: skip
            at = NOON - timedelta(days=day, hours=by_chance.choice((0, 5, 13)))
            view = an_order(shop, Cart(member_id=member, lines=lines), at=at)
            sold.append(Order.objects.get(external_id=view.external_id))
    for order in by_chance.sample(sold, len(sold) // 3):
        for line in order.lines.order_by("position")[: by_chance.randrange(1, 3)]:
            brought_back(order, line, by_chance.choice((1_000, 2_000)))
    return sold


def brought_back(order: Order, line: OrderLine, milli: int) -> None:
    refund(
        shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
        external_id=f"{order.external_id}-{line.line_id}",
        returning=Returning(lines=(ReturnLine(line_id=line.line_id, quantity_milli=milli),)), at=NOON,
    )  # fmt: skip


def _facts() -> Iterator[MemberFact]:
    for days in (None, 1, 30, 180, 365, 400):
        yield from (history.spent(days=days), history.spent(days=days, goods=COFFEE), history.orders(days=days),
                    history.bought(days=days, goods=COFFEE), history.average_order(days=days),
                    history.discount_share(days=days), history.share_of_spending(days=days, goods=COFFEE))  # fmt: skip
    yield from (history.order_number(), history.days_since_order())


def answers(members: list[int]) -> dict[int, object]:
    moments = [Moment(at=NOON + timedelta(days=days), zone=MOSCOW) for days in (0, 1, 20)]
    return {
        one: [read_known(member_id=one, facts=_facts(), moment=moment) for moment in moments] for one in members
    }  # fmt: skip


def broken() -> list[tuple[str, int]]:
    return [(code, row[0]) for code in ("Q-71", "Q-72") for row in all_rows(proofs[code].sql, {}) if row[1]]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_months_answer_as_their_days_did(seed: int) -> None:
    # given years of purchases and returns
    members = [a_member(), a_member()]
    sold = a_past(members, seed=seed)
    before, days, goods = answers(members), MemberDay.objects.count(), MemberDayGoods.objects.count()
    least = {"all": [{"spent": {"days": 365, "at_least": 1, "goods": {"categories": ["coffee"]}}}]}
    rule = parse_rule(least, conditions=MEMBER_CONDITIONS)
    found = set(members_of(rule=rule, moment=Moment(at=NOON, zone=MOSCOW)))

    # when what is old is folded
    assert keep_history(at=NOON)

    # then there are fewer rows, nothing young was touched, and every answer is the same
    assert HistoryHorizon.objects.get().days_from == FIRST_KEPT
    assert MemberDay.objects.count() < days
    assert MemberDayGoods.objects.count() < goods
    assert not MemberDay.objects.filter(is_month=True, day__gte=FIRST_KEPT).exists()
    assert not MemberDay.objects.filter(is_month=False, day__lt=FIRST_KEPT).exists()
    assert answers(members) == before
    assert set(members_of(rule=rule, moment=Moment(at=NOON, zone=MOSCOW))) == found
    assert broken() == []

    # and the law would see a month on another day than its last
    with transaction.atomic():
        wrong = "day + case when extract(day from day) < 28 then 1 else -1 end"
        all_rows(f"update loyalty_memberday set day = {wrong} where is_month and orders > 0 returning 1", [])
        assert {code for code, _member in broken()} == {"Q-71"}
        transaction.set_rollback(True)

    # when something of a folded month is brought back, to the last piece, and older receipts come in
    old = [order for order in sold if order.occurred_at.date() < FIRST_KEPT]
    untouched = [order for order in old if not order.returns.exists()]
    for order in untouched[:4]:
        for line in order.lines.all():
            brought_back(order, line, 2_000)
    an_order(old[0].shop, Cart(member_id=members[0], lines=(CartLine(line_id="1", sku="S0", quantity_milli=1_000,
             price_kopecks=700),)), at=old[-1].occurred_at)  # fmt: skip
    assert broken() == []
    after = answers(members)

    # then counting everything from the orders says the same, and so does folding it again
    rebuild_history(everybody=True)
    assert not MemberDay.objects.filter(is_month=True).exists()
    assert answers(members) == after
    keep_history(at=NOON)
    assert MemberDay.objects.filter(is_month=True).exists()
    assert answers(members) == after
    assert broken() == []
    folded = MemberDay.objects.count()
    keep_history(at=NOON)
    assert MemberDay.objects.count() == folded


@pytest.mark.django_db
def test_a_longer_window_waits_until_its_days_are_back() -> None:
    # given two years of one purchase a month, folded
    anna, shop = a_member(), a_shop()
    cart = Cart(member_id=anna, lines=(CartLine(line_id="1", sku="A", quantity_milli=1_000, price_kopecks=10_000),))
    for number in range(24):
        for day in (3, 27):
            an_order(shop, cart, at=NOON - timedelta(days=30 * number + day))
    keep_history(at=NOON)
    rule = {"orders": {"days": 700, "at_least": 47, "at_most": 47}}  # all but the first, which lies in a folded month
    moment = Moment(at=NOON, zone=MOSCOW)

    # then what asks further back than days are kept is not answered, anywhere
    definition = parse_definition(kind="dynamic", raw={"all": [rule]})
    assert definition is not None
    assert preview(predicate=definition.predicate, at=NOON).count is None
    with pytest.raises(HistoryByMonth):
        members_of(rule=parse_rule({"all": [rule]}, conditions=MEMBER_CONDITIONS), moment=moment)
    with pytest.raises(HistoryByMonth):
        read_known(member_id=anna, facts=definition.facts, moment=moment)
    assert connection.in_atomic_block

    # and nothing of it starts: a segment waits, a campaign and points for an event stay drafts
    filled("old-friends", rule)
    model = a_model(days=700)
    state = SegmentState.objects.get()
    assert (state.is_filled, inside("old-friends"), model.scored_at) == (False, set(), None)
    save_draft(raw=definition_of("old", {"percent_off": {"rate": 500}}, when={"all": [rule]}), author=None)
    with pytest.raises(HistoryByMonth):
        publish(code="old", author=None, reason="", at=NOON)
    terms = {"event": "member.joined", "points": 100, "when": {"all": [rule]}}
    with pytest.raises(HistoryByMonth):
        save_trigger(code="t", title_ru="t", title_en="t", terms=terms, is_on=True, author=None, at=NOON)

    # when the job has run
    assert longest_in_use() == 700
    assert keep_history(at=NOON)

    # then all of them do, and the answer is that of the days
    assert HistoryHorizon.objects.get().days_from == (NOON - timedelta(days=700)).date().replace(day=1)
    assert broken() == []
    refresh_due(at=NOON + timedelta(minutes=10))
    assert inside("old-friends") == {anna}
    publish(code="old", author=None, reason="", at=NOON)
    a_model(days=699)
    assert RfmScore.objects.filter(model=RfmModel.objects.get()).count() == 1

    # and nothing is folded under them while they are in use
    a_segment("old-friends", {"orders": {"days": 30, "at_least": 1}})
    RfmModel.objects.update(days=30)
    keep_history(at=NOON)
    assert not HistoryHorizon.objects.filter(days_from__gte=FIRST_KEPT).exists()


@pytest.mark.django_db
def test_a_stored_rule_tells_how_far_back_it_looks() -> None:
    a_model(days=1)  # that a rule may name
    for code, kind in MEMBER_CONDITIONS:
        if code == "in_segment":
            continue
        example = dict(kind.example)
        if isinstance(example.get("days"), int):
            example["days"] = 366
        rule = parse_rule({"all": [{code: example}]}, conditions=MEMBER_CONDITIONS)
        facts = [fact for fact in facts_of(rule.test()) if isinstance(fact, MemberFact)]
        stored = dump_rule(rule)
        a_segment("one", definition=stored)
        assert longest_in_use() >= longest_window(facts), code


def test_returns_and_sales_meanwhile_are_not_lost(own_database: str) -> None:
    # given purchases of long ago
    members = [a_member() for _ in range(3)]
    past = [order for order in a_past(members) if order.occurred_at.date() < FIRST_KEPT]
    sold = [order for order in past if not order.returns.exists()]

    # when they are folded, counted anew and brought back at once
    def fold() -> None:
        for _ in range(4):
            keep_history(at=NOON)

    def count() -> None:
        for _ in range(3):
            rebuild_history(everybody=True)

    def give_back(some: list[Order]) -> None:
        for order in some:
            for line in order.lines.all():
                durably(partial(brought_back, order, line, 2_000))

    outcomes = run_together(fold, count, *(lambda one=one: give_back(sold[one::4]) for one in range(4)))

    # then every one of them is in the buckets
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert broken() == []
    keep_history(at=NOON)
    assert broken() == []
