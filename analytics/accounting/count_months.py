"""Counts the accountant's months anew and keeps them, so that pages have only to read."""

import json
from datetime import date, datetime

from django.db import transaction

from analytics.accounting.cells import bounds_of, count_cells, occasions_of
from analytics.accounting.expiring import expiring
from analytics.accounting.models import CountedMonth
from analytics.accounting.periods import periods
from loyalty.program.current import program
from loyalty.rows import all_rows

_COUNTED = ["starts_at", "ends_at", "cells", "occasions", "ahead", "counted_at"]


def count_months(*, at: datetime) -> int:
    """Count every month up to that of `at` from the ledger, closed ones too; returns how many.

    Six queries, three of which read the whole ledger.
    """
    zone = program().zone
    found = periods(zone=zone, at=at)
    cells: dict[date, str] = dict(all_rows(count_cells(found), bounds_of(found))) if found else {}
    occasions = occasions_of(found) if found else {}
    ahead = expiring(zone=zone, at=at)
    rows = [
        CountedMonth(
            month=one.month, starts_at=one.starts_at, ends_at=one.ends_at, cells=json.loads(cells[one.month]),
            occasions=occasions[one.month], ahead=ahead if one is found[-1] else [], counted_at=at,
        )
        for one in found
    ]  # fmt: skip
    with transaction.atomic():
        CountedMonth.objects.exclude(month__in=[one.month for one in found]).delete()
        CountedMonth.objects.bulk_create(  # the job and a person may count at once
            rows, update_conflicts=True, unique_fields=["month"], update_fields=_COUNTED
        )
    return len(found)
