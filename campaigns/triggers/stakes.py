"""What points for events can cost in a month, and which of them an employee has switched on."""

from collections.abc import Iterator, Mapping

from campaigns.campaign.authority import STAKES
from campaigns.campaign.exposure import IN_A_MONTH
from campaigns.engine.definition import Period
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.terms import Terms, parse_terms
from loyalty.staff.models import User


def exposure_of_event(terms: Terms, *, worth: Mapping[str, int]) -> int | None:
    """Kopecks in a calendar month at the worst, None when nothing bounds it: a budget does, a limit of each member does
    not. `worth` as for campaigns."""
    price = worth.get(terms.unit, 0)
    if not price or not terms.points:  # what a coupon can cost is a matter of the campaigns that it opens
        return 0
    return None if terms.budget is None else terms.budget.limit * IN_A_MONTH[Period(terms.budget.period)] * price


def of_events(author: User, but: str, worth: Mapping[str, int]) -> Iterator[int | None]:
    on = TriggerCampaign.objects.filter(is_on=True, version__author=author).exclude(code=but)
    for raw in on.values_list("version__terms", flat=True):
        yield exposure_of_event(parse_terms(raw).terms, worth=worth)


STAKES.add("points for events", of_events)
