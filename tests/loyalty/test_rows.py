from datetime import UTC, datetime

import pytest
from django.db import connection

from loyalty.rows import all_rows, array, one_row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "text",
            ["plain", "", "null", "a,b", "{x}", 'say "hi"', "back\\slash", " spaces ", "line\nbreak", "Чай", None],
        ),
        ("bigint", [0, -1, 2**62, None]),
        ("timestamptz", [datetime(2026, 11, 21, 12, 30, 0, 17, tzinfo=UTC), None]),
        ("text", []),
    ],
)
@pytest.mark.parametrize("is_prepared", [False, True])
def test_an_array_arrives_as_it_was_sent(kind: str, values: list[object], is_prepared: bool) -> None:
    statement = f"select * from unnest(%s::{kind}[])"
    if not is_prepared:
        assert [row[0] for row in all_rows(statement, [array(values)])] == values
        return
    connection.ensure_connection()
    found = connection.connection.execute(statement, [array(values)], prepare=True).fetchall()
    assert [row[0] for row in found] == values


def test_one_row_is_none_where_there_is_no_row() -> None:
    assert one_row("select 1 where %s", [False]) is None
    assert one_row("select 1, 2 where %s", [True]) == (1, 2)
