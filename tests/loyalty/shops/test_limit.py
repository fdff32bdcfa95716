from loyalty.shops.limit import integration_limit
from loyalty.staff.limits import Limit
from tests.builders import an_integration


def test_an_integration_adjusts_nothing_until_it_may(db: None) -> None:
    assert integration_limit(integration_id=an_integration().pk) == Limit(one=0, day=0)
    able = an_integration(adjustment_points=50, adjustment_points_per_day=300)
    assert integration_limit(integration_id=able.pk) == Limit(one=50, day=300)
