import pytest

from loyalty.program.settings import EarnPerAmount


def test_a_rate_that_would_not_fit_into_an_account_is_refused() -> None:
    EarnPerAmount(points=100, amount_kopecks=1)
    with pytest.raises(ValueError, match="at most 100 points"):
        EarnPerAmount(points=101, amount_kopecks=1)
