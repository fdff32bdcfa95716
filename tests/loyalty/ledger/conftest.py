"""Every test of the ledger ends as a COMMIT would: the deferred proofs must hold."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _books_prove_themselves(request: pytest.FixtureRequest) -> Iterator[None]:
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")  # first here, so that it rolls back after the proofs
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
