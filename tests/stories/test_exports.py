"""However many doors lead out of the house, an employee takes ten files through them in an hour."""

from datetime import timedelta
from functools import partial

import pytest

from campaigns.coupons.export_codes import export_codes
from loyalty.imports.export_data import export_data
from loyalty.limits.count import TooManyAttempts
from segments.segment.export_members import export_members
from tests.builders import NOON
from tests.campaigns.coded import a_batch
from tests.cast import Cast
from tests.segments.making import a_list


def test_ten_files_an_hour_of_whatever_kind(cast: Cast) -> None:
    # given the three ways out
    goods = partial(export_data, kind="products", format="csv", full=False, reason="")
    people = partial(export_members, segment=a_list("friends"), format="csv", full=False, reason="")
    codes = partial(export_codes, batch=a_batch(), format="csv")
    owner, cashier = cast.owner.pk, cast.cashier.pk

    # when an employee has taken ten files
    for take in (*[goods] * 4, *[people] * 3, *[codes] * 3):
        take(by=owner, at=NOON)

    # then none leads out any more, for them, until an hour has passed
    for take in (goods, people, codes):
        with pytest.raises(TooManyAttempts):
            take(by=owner, at=NOON + timedelta(minutes=59))
        take(by=cashier, at=NOON)
    goods(by=owner, at=NOON + timedelta(hours=1))
