"""What invitations can cost in a month, and whether an employee has switched them on."""

from collections.abc import Iterator, Mapping

from campaigns.campaign.authority import STAKES, Started
from campaigns.campaign.exposure import IN_A_MONTH
from campaigns.engine.definition import Period
from campaigns.referrals.models import ReferralProgramme
from campaigns.referrals.terms import Terms, parse_terms

CODE = "referrals"


def exposure_of_referrals(terms: Terms, *, worth: Mapping[str, int]) -> int | None:
    """Kopecks in a calendar month at the worst, None without a budget: how many friends come nobody knows. `worth` as
    for campaigns."""
    price = worth.get(terms.unit, 0)
    if not price:
        return 0
    return None if terms.budget is None else terms.budget.limit * IN_A_MONTH[Period(terms.budget.period)] * price


def _of_referrals(asked: Started) -> Iterator[int | None]:
    on = ReferralProgramme.objects.filter(is_on=True, version__author=asked.author)
    for raw in on.values_list("version__terms", flat=True) if asked.but != CODE else ():
        yield exposure_of_referrals(parse_terms(raw), worth=asked.worth)


STAKES.add("invitations", _of_referrals)
