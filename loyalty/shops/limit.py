"""How many points an integration may adjust."""

from loyalty.shops.models import Integration
from loyalty.staff.limits import Limit


def integration_limit(*, integration_id: int) -> Limit:
    """The limits of a till system or a web shop, in whole points; zeroes until it is given some. One query."""
    one, day = Integration.objects.values_list("adjustment_points", "adjustment_points_per_day").get(pk=integration_id)
    return Limit(one=one, day=day)
