import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.adjusted import adjusted_since
from loyalty.ledger.cause import Principal
from tests.loyalty.ledger.points import BONUS, NOON

pytestmark = pytest.mark.usefixtures("db")


def test_a_day_of_adjustments_is_found_by_its_index_however_many_operations_there_are() -> None:
    # given
    with CaptureQueriesContext(connection) as asked:
        adjusted_since(principal=Principal("staff", 1), unit=BONUS, since=NOON)
    # when: the tables are empty here, so a scan would be cheaper
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {asked.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    # then
    assert "operation_adjusted" in plan
    assert "principal_id = 1" in plan.split("operation_adjusted", 1)[1].split("Index Cond: ", 1)[1].split("\n")[0]
