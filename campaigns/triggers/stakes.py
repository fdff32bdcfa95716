"""What points for events can cost in a month, and which of them an employee has switched on."""

from collections.abc import Iterator, Mapping

from django.db.models import F, Sum

from campaigns.campaign.authority import STAKES, Started
from campaigns.campaign.exposure import IN_A_MONTH
from campaigns.campaign.models import BudgetEntry
from campaigns.engine.definition import Period
from campaigns.triggers.claim_budget import BUDGET
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.terms import Terms, parse_terms


def exposure_of_event(terms: Terms, *, worth: Mapping[str, int]) -> int | None:
    """Kopecks in a calendar month at the worst, None when nothing bounds it: a budget does, a limit of each member does
    not. `worth` as for campaigns."""
    price = worth.get(terms.unit, 0)
    if not price or not terms.points:  # what a coupon can cost is a matter of the campaigns that it opens
        return 0
    return None if terms.budget is None else terms.budget.limit * IN_A_MONTH[Period(terms.budget.period)] * price


def bounds_of_event(terms: Terms) -> frozenset[str]:
    """The period of its budget: terms that keep it go on with the count."""
    return frozenset() if terms.budget is None else frozenset({terms.budget.period})


def of_events(asked: Started) -> Iterator[int | None]:
    """Those that are on, and what others gave this month that no budget in force goes on counting. Two queries."""
    on = TriggerCampaign.objects.filter(is_on=True, version__author=asked.author)
    started = {code: parse_terms(raw).terms for code, raw in on.values_list("code", "version__terms")}
    for code, terms in started.items():
        if code != asked.but:
            yield exposure_of_event(terms, worth=asked.worth)
    in_force = {**{code: bounds_of_event(terms) for code, terms in started.items()}, asked.but: asked.bounds}
    given = BudgetEntry.objects.filter(
        counter__trigger__versions__author=asked.author, counter__trigger__versions__number=F("version"),
        counter__budget=BUDGET, at__date__gte=asked.month,
    )  # fmt: skip
    rows = given.values_list("counter__trigger__code", "counter__trigger__versions__terms")
    for code, raw, points in rows.annotate(points=Sum("amount")):
        terms, now = parse_terms(raw).terms, in_force.get(code)
        if not now or not now <= bounds_of_event(terms):
            yield max(0, points) * asked.worth.get(terms.unit, 0)


STAKES.add("points for events", of_events)
