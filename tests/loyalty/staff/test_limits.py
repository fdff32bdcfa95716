import pytest

from loyalty.staff.limits import AdjustmentOverLimit, Limit, OwnAccount, check_adjustment, check_not_own, staff_limit
from loyalty.staff.models import RoleLimit, User
from tests.builders import a_user
from tests.cast import Cast

LIMIT = Limit(one=500, day=1_200)


def test_the_highest_limits_among_roles_hold(db: None) -> None:
    # given somebody in two roles: one allows more at a time, the other more in a day
    RoleLimit.objects.filter(group__name="Cashier lead").update(adjustment_points=100, adjustment_points_per_day=9_000)
    both = a_user(roles=["Support", "Cashier lead", "Analyst"])
    # then each number is the highest of its own
    assert staff_limit(user_id=both.pk) == Limit(one=500, day=9_000)


def test_no_role_no_points(db: None) -> None:
    assert staff_limit(user_id=a_user().pk) == Limit(one=0, day=0)
    assert staff_limit(user_id=a_user(roles=["Analyst"]).pk) == Limit(one=0, day=0)


def test_a_superuser_counts_as_an_owner(cast: Cast) -> None:
    superuser = User.objects.create_superuser("root")
    assert staff_limit(user_id=superuser.pk) == staff_limit(user_id=cast.owner.pk) == Limit(one=100_000, day=1_000_000)


def test_a_former_employee_has_no_limit_to_use(cast: Cast) -> None:
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert staff_limit(user_id=cast.owner.pk) == Limit(one=0, day=0)


@pytest.mark.parametrize(("points", "today"), [(500, 0), (-500, 0), (500, 700), (-1, 1_199), (0, 5_000)])
def test_within_the_limit(points: int, today: int) -> None:
    check_adjustment(limit=LIMIT, points=points, adjusted_today=today)


@pytest.mark.parametrize(
    ("points", "today", "left"),
    [(501, 0, 1_200), (-501, 0, 1_200), (500, 701, 499), (1, 1_200, 0), (1, 5_000, 0)],
)
def test_above_the_limit(points: int, today: int, left: int) -> None:
    with pytest.raises(AdjustmentOverLimit) as refusal:
        check_adjustment(limit=LIMIT, points=points, adjusted_today=today)
    assert refusal.value.status == 403
    assert refusal.value.facts == {"largest": 500, "left_today": left}


def test_limits_are_whole_points_of_any_unit() -> None:
    check_adjustment(limit=LIMIT, points=50_000, adjusted_today=0, scale=2)
    with pytest.raises(AdjustmentOverLimit) as refusal:
        check_adjustment(limit=LIMIT, points=50_001, adjusted_today=0, scale=2)
    assert refusal.value.facts == {"largest": 50_000, "left_today": 120_000}


def test_nobody_adjusts_an_account_of_their_own(cast: Cast) -> None:
    employee = a_user(roles=["Support"], member_id=cast.anna)
    check_not_own(user_id=employee.pk, member_id=cast.boris)
    with pytest.raises(OwnAccount):
        check_not_own(user_id=employee.pk, member_id=cast.anna)
