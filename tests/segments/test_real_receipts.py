"""Every condition about members means the same at the till and in SQL on a year of receipts, by days and folded."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.purchase.keep_history import keep_history
from loyalty.purchase.models import MemberDay
from loyalty.rows import all_rows
from loyalty.rules.fact import MemberFact, Moment
from loyalty.rules.predicate import compiled, facts_of
from loyalty.rules.rule import Rule, parse_rule
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.members_of import active_in_one_pass, members_of
from segments.read_known import read_known
from tests.journey import households
from tests.loyalty.purchase.carts import MOSCOW
from tests.segments.test_till_equals_sql import Scene

NIGHT = datetime(2018, 1, 5, 20, 0, tzinfo=UTC)
LATER = NIGHT + timedelta(days=250)  # the first months of the year lie beyond every window by then
SAMPLE = 12
_TOP = "select {0} from loyalty_orderline where {0} <> '' group by 1 order by sum(to_pay_kopecks) desc, 1 limit 2"


def _goods() -> list[dict[str, Any]]:
    top = {name: [row[0] for row in all_rows(_TOP.format(name), [])] for name in ("category", "brand", "sku")}
    return [{}, {"categories": top["category"]}, {"brands": top["brand"][:1], "but_not": {"skus": top["sku"]}},
            {"skus": top["sku"]}]  # fmt: skip


def _rules(members: list[int]) -> Iterator[Rule]:
    """Each kind on all goods, some categories, a brand and some products, about what half of the members have."""
    goods = _goods()
    for code, kind in MEMBER_CONDITIONS:
        for some in goods if "goods" in kind.params() else [None]:
            if some == {} and code == "bought_quantity":
                continue
            params = dict(kind.example) | ({"days": 365} if "days" in kind.params() and some is not None else {})
            params |= {} if some is None else {"goods": some}
            facts = [fact for fact in facts_of(_rule(code, params).test()) if isinstance(fact, MemberFact)]
            if some is not None and "at_least" in kind.params():
                known = [read_known(member_id=one, facts=facts, moment=_moment(NIGHT)) for one in members]
                values = sorted(value for one in known if isinstance(value := one.get(facts[0].key), int))
                params = {name: value for name, value in params.items() if name != "at_most"}
                params["at_least"] = max(1, values[len(values) // 2]) if values else 1
            yield _rule(code, params)


def _rule(code: str, params: dict[str, Any]) -> Rule:
    return parse_rule({"all": [{code: params}]}, conditions=MEMBER_CONDITIONS)


def _moment(at: datetime) -> Moment:
    return Moment(at=at, zone=MOSCOW)


def _found(rule: Rule, members: list[int], at: datetime) -> set[int]:
    """By the till, checked against SQL of both kinds."""
    test, moment = compiled(rule.test()), _moment(at)
    facts = [fact for fact in facts_of(rule.test()) if isinstance(fact, MemberFact)]
    at_till = {one for one in members if test(Scene(read_known(member_id=one, facts=facts, moment=moment)))}
    assert set(members_of(rule=rule, moment=moment).filter(pk__in=members).values_list("pk", flat=True)) == at_till
    ids = range(min(members), max(members) + 1)
    in_one_pass = active_in_one_pass(predicate=rule.test(), moment=moment, ids=ids)
    assert {one for (one,) in all_rows(in_one_pass.sql, in_one_pass.params)} & set(members) == at_till, rule.words()
    return at_till


def test_each_condition_means_the_same_on_real_receipts(journey: None) -> None:
    # given some of the households, near each other so that a reading of everybody reads only these
    members = sorted(households().values())[1_000 : 1_000 + SAMPLE]
    rules = list(_rules(members))

    # then till and SQL agree, and most rules part the members
    parted = sum(0 < len(_found(rule, members, NIGHT)) < SAMPLE for rule in rules)
    assert parted >= 10

    # and after what is old was folded they find the same as before it
    before = [_found(rule, members, LATER) for rule in rules]
    while not keep_history(at=LATER):
        pass
    assert MemberDay.objects.filter(member__in=members, is_month=True).exists()
    assert [_found(rule, members, LATER) for rule in rules] == before
