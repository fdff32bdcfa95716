"""What invitations can cost in a month, whether an employee has switched them on, and what theirs have cost."""

from collections.abc import Iterator, Mapping

from django.db.models import Count, Q, Sum

from campaigns.campaign.authority import STAKES, Started
from campaigns.campaign.exposure import IN_A_MONTH
from campaigns.engine.definition import Period
from campaigns.referrals.models import Referral, ReferralProgramme
from campaigns.referrals.terms import Terms, parse_terms

CODE = "referrals"
_COMING = Q(state__in=(Referral.State.JOINED, Referral.State.WAITING, Referral.State.REVIEW))


def exposure_of_referrals(terms: Terms, *, worth: Mapping[str, int]) -> int | None:
    """Kopecks in a calendar month at the worst, None without a budget: how many friends come nobody knows. `worth` as
    for campaigns."""
    price = worth.get(terms.unit, 0)
    if not price:
        return 0
    return None if terms.budget is None else terms.budget.limit * IN_A_MONTH[Period(terms.budget.period)] * price


def bounds_of_referrals(terms: Terms) -> frozenset[str]:
    """What its budget counts, and how long: terms that keep both go on with the count."""
    return frozenset() if terms.budget is None else frozenset({f"{terms.unit} {terms.budget.period}"})


def _of_referrals(asked: Started) -> Iterator[int | None]:
    """The terms that are on, and what invitations under others brought this month or will bring when their wait is
    over: they keep the terms they were made under. Two queries."""
    on = ReferralProgramme.objects.filter(is_on=True, version__author=asked.author).select_related("version").first()
    in_force = asked.bounds if asked.but == CODE else frozenset()
    if on is not None and asked.but != CODE:
        terms = parse_terms(on.version.terms)
        in_force = bounds_of_referrals(terms)
        yield exposure_of_referrals(terms, worth=asked.worth)
    given = Q(state=Referral.State.REWARDED, ended_at__date__gte=asked.month)
    rows = Referral.objects.filter(version__author=asked.author).order_by().values_list("version__terms")
    for raw, points, coming in rows.annotate(points=Sum("points", filter=given), coming=Count("pk", filter=_COMING)):
        terms = parse_terms(raw)
        if not in_force or in_force != bounds_of_referrals(terms):
            cost = ((points or 0) + coming * terms.points) * asked.worth.get(terms.unit, 0)
            most = exposure_of_referrals(terms, worth=asked.worth)
            yield cost if most is None else min(cost, most)


STAKES.add("invitations", _of_referrals)
