"""However many doors lead out of the house, an employee takes ten files through them in an hour, and two at a time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from tablib import Dataset

from campaigns.coupons.export_codes import export_codes
from loyalty import clock
from loyalty.imports.export_data import export_data
from loyalty.limits.count import TooManyAttempts
from loyalty.limits.models import Attempts
from loyalty.limits.occupy import TooManyAtOnce
from segments.segment.export_members import export_members
from tests.builders import NOON
from tests.campaigns.coded import a_batch
from tests.cast import Cast, enter_cast
from tests.segments.making import a_list
from tests.together import run_together

Take = Callable[..., Iterator[Dataset]]


def _ways_out() -> tuple[Take, Take, Take]:
    return (
        partial(export_data, kind="products", format="csv", full=False, reason=""),
        partial(export_members, segment=a_list("friends"), format="csv", full=False, reason=""),
        partial(export_codes, batch=a_batch(), format="csv"),
    )


def test_ten_files_an_hour_of_whatever_kind(cast: Cast) -> None:
    # given the three ways out
    goods, people, codes = _ways_out()
    owner, cashier = cast.owner.pk, cast.cashier.pk

    # when an employee has taken ten files
    for take in (*[goods] * 4, *[people] * 3, *[codes] * 3):
        list(take(by=owner, at=NOON))

    # then none leads out any more, for them, until an hour has passed
    for take in (goods, people, codes):
        with pytest.raises(TooManyAttempts):
            take(by=owner, at=NOON + timedelta(minutes=59))
        list(take(by=cashier, at=NOON))
    goods(by=owner, at=NOON + timedelta(hours=1))


def test_two_files_at_a_time_of_whatever_kind(own_database: str) -> None:
    # given
    cast, ways = enter_cast(), _ways_out()
    everybody_has_asked = Barrier(len(ways))

    def taking(take: Take, by: int) -> Any:
        try:
            tables = take(by=by, at=NOON)
        finally:
            everybody_has_asked.wait(timeout=60)
        return len(list(tables))

    # when an employee asks for three at once, then for one of each kind
    owners = run_together(*(partial(taking, take, cast.owner.pk) for take in ways))
    again = [len(list(take(by=cast.owner.pk, at=NOON))) for take in ways]
    # then
    assert sorted(map(str, (one if isinstance(one, int) else type(one).__name__ for one in owners))) == [
        "1", "1", TooManyAtOnce.__name__,
    ]  # fmt: skip
    assert again == [1, 1, 1]
    # and whom nobody waits for is in nobody's way
    each = [cast.owner.pk, cast.cashier.pk, cast.owner.pk]
    assert run_together(*(partial(taking, take, by) for take, by in zip(ways, each, strict=True))) == [1, 1, 1]
    # and who has left before the end has a place no longer, when a minute has passed
    for _time in range(2):
        next(ways[0](by=cast.cashier.pk, at=NOON))
    with pytest.raises(TooManyAtOnce):
        ways[0](by=cast.cashier.pk, at=NOON)
    Attempts.objects.filter(limit__startswith="export:").update(times=[clock.now()])
    assert len(list(ways[0](by=cast.cashier.pk, at=NOON))) == 1
