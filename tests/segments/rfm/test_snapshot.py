"""Scores of members, what the two ways of scoring do with equal values, and who moved between cells."""

from datetime import timedelta

import pytest

from loyalty.members.note_visit import note_visit
from loyalty.rules.invalid import InvalidRule
from segments.rfm.look import flows_of, grid_of, stayed_of
from segments.rfm.models import RfmFlow, RfmModel, RfmScore
from segments.rfm.save_model import save_model
from segments.rfm.snapshot import snapshot
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.segments.making import filled, inside, told
from tests.together import run_together


def a_model(
    code: str = "year", *, groups: int = 2, scoring: str = "equal", days: int = 365, recency: str = "purchase"
) -> RfmModel:
    return save_model(
        code=code, title_ru=code, title_en=code, days=days, recency=recency, frequency="orders", monetary="spent",
        groups=groups, scoring=scoring, at=NOON, author=None,
    )  # fmt: skip


def cells(model: RfmModel) -> dict[int, str]:
    rows = RfmScore.objects.filter(model=model).values_list("member_id", "recency", "frequency", "monetary")
    return {member: f"{r}{f}{m}" for member, r, f, m in rows}


@pytest.mark.django_db
def test_equal_groups_part_equal_values_by_the_members_number_and_edges_never_do() -> None:
    # given four members who bought the same on the same day, and one who bought nothing
    shop, members = a_shop(), [a_member() for _ in range(4)]
    a_member()
    for member in members:
        an_order(shop, a_cart(member))

    # then groups of equal size have two each, in the order of the numbers; edges leave all of them in one
    assert list(cells(a_model()).values()) == ["111", "111", "222", "222"]
    assert set(cells(a_model("edges", scoring="edges")).values()) == {"111"}


@pytest.mark.django_db
def test_who_moved_is_remembered_once_a_day_and_can_be_made_a_segment() -> None:
    # given Anna ahead of Boris
    shop, anna, boris = a_shop(), a_member(), a_member()
    an_order(shop, a_cart(anna), at=NOON)
    an_order(shop, a_cart(boris, price=10_000), at=NOON - timedelta(days=3))
    model = a_model()
    assert cells(model) == {anna: "212", boris: "121"} or cells(model)[anna][0] == "2"
    assert snapshot(model_id=model.pk, at=NOON)
    assert not snapshot(model_id=model.pk, at=NOON + timedelta(hours=1))

    # when Boris buys much and the night comes
    filled("best", {"rfm": {"analysis": "year", "r_least": 2, "m_least": 2}})
    assert inside("best") == {anna}
    for _ in range(3):
        an_order(shop, a_cart(boris), at=NOON + timedelta(hours=20))
    tomorrow = NOON + timedelta(days=1)
    before = cells(model)
    assert snapshot(model_id=model.pk, at=tomorrow)

    # then he is where she was, and the move is told
    after = cells(model)
    assert after[boris] == "222"
    moves = {(flow.was, flow.now): flow.members for flow in flows_of(model, day=tomorrow.date(), most=9)}
    assert moves == {(before[one], after[one]): 1 for one in (anna, boris) if before[one] != after[one]}
    assert stayed_of(model, day=NOON.date()) == (2, 2)
    assert sum(grid_of(model).values()) == 2

    # and the segment follows as soon as everybody is scored
    refresh_due(at=tomorrow)
    assert inside("best") == {boris}
    assert told("best") == [("left", anna), ("entered", boris)]


@pytest.mark.django_db
def test_a_visit_to_the_cabinet_counts_where_recency_is_the_last_contact() -> None:
    # given Anna, who bought last; Boris, who was in the cabinet today; Vera, who never bought and is there every day
    shop, anna, boris, vera = a_shop(), a_member(), a_member(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=3))
    an_order(shop, a_cart(boris), at=NOON - timedelta(days=9))
    for member, days in ((anna, 40), (anna, -1), (boris, 0), (vera, 0)):
        note_visit(member_id=member, day=NOON.date() - timedelta(days=days))

    # then purchases and contacts order them differently, and only who bought is scored
    assert {one: cell[0] for one, cell in cells(a_model()).items()} == {anna: "2", boris: "1"}
    contact = a_model("contact", recency="contact")
    assert {one: cell[0] for one, cell in cells(contact).items()} == {anna: "1", boris: "2"}

    # and a cell of each grid made a segment has whom that grid shows in it
    row = {"r_least": 2, "r_most": 2}
    filled("bought", {"rfm": {"analysis": "year", **row}})
    filled("came", {"rfm": {"analysis": "contact", **row}})
    assert (inside("bought"), inside("came")) == ({anna}, {boris})
    # and another recency is another measure: nobody is told to have moved
    a_model("contact")
    assert {one: cell[0] for one, cell in cells(contact).items()} == {anna: "2", boris: "1"}
    assert RfmFlow.objects.count() == 0


@pytest.mark.django_db
def test_another_measure_moves_nobody() -> None:
    shop, anna = a_shop(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=40))
    model = a_model()
    filled("scored", {"rfm": {"analysis": "year"}})
    filled("others", {"in_segment": {"none_of": ["scored"]}})
    a_model(days=30)
    assert (cells(model), RfmFlow.objects.count()) == ({}, 0)

    # and who is in segments by it, or by those, is right soon after, and nobody is told to have come or gone
    refresh_due(at=NOON)
    assert (inside("scored"), inside("others")) == (set(), {anna})
    assert told("scored") + told("others") == []
    with pytest.raises(InvalidRule):
        a_model(groups=1)


def test_two_snapshots_at_once_make_one(own_database: str) -> None:
    shop, anna = a_shop(), a_member()
    an_order(shop, a_cart(anna), at=NOON)
    model = a_model()
    assert sorted(run_together(*[lambda: snapshot(model_id=model.pk, at=NOON)] * 3)) == [False, False, True]
    assert RfmFlow.objects.get().members == 1
