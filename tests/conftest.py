"""Fixtures of every test. Tests run as the app role; the database is a clone of a template the owner migrated.

- `db` (pytest-django): a transaction that rolls back. `commit_proofs()` fires the proofs that wait for COMMIT.
- `own_database`: a database of the test's own, with real commits, for `run_together` and whatever counts sequences.
- `owner_connection`: the owner role on the same database, to try what the app role may not.
- `cast`: the people and shops of `tests/cast.py`, inside `db`; with `own_database` call `enter_cast()`.
- `journey`, `own_journey`: `db` and `own_database` with a year of real receipts in it; see `tests/journey.py`.
- `durable`: /health/ready does not mind that the tests' server has fsync off.
- `site`: a served copy of the product on `own_database`, for `page` (Chromium).
"""

import gc
import pickle
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as law_settings
from pytest_django import DjangoDbBlocker

from campaigns.campaign.rulesets import forget_rulesets
from campaigns.referrals.terms import terms_of as terms_of_referrals
from campaigns.triggers.terms import terms_of
from config.embedded import OWNER_ROLE
from loyalty.ledger import units
from loyalty.messages import send_soon
from loyalty.program.current import settings_of
from tests.browser.chromium import find_chromium
from tests.cast import Cast
from tests.databases import (
    cloned_database,
    connect,
    homes,
    kept_database,
    migrate_template_once,
    pointing_at,
    settle,
)
from tests.journey import TEMPLATE as JOURNEY
from tests.journey import make_journey_once

# How long a machine takes to draw an example says nothing of the law. The longer search: --hypothesis-profile=long.
for _profile, _examples in (("suite", 50), ("long", 1_000)):
    law_settings.register_profile(
        _profile, max_examples=_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
law_settings.load_profile("suite")

_cast_of_the_worker: list[bytes] = []


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Clones of this worker, shared by all its tests that roll back."""
    with django_db_blocker.unblock():
        migrate_template_once()
        with homes(worker_id) as people:
            _cast_of_the_worker.append(pickle.dumps(people))
            yield


def pytest_collection_finish() -> None:
    """What tests and the product are made of stays: looking through it for rubbish took a tenth of a run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: `db` begins its transaction where the test wants to be."""
    asked = set(getattr(item, "fixturenames", ()))
    settle(among_people="cast" in asked and "own_database" not in asked)


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test left in caches must not reach the next: a settings version has other contents in another test. Nor
    may its language.

    What is kept for seconds is kept for a whole test, so that counts of queries do not depend on the time.
    """
    cache.clear()
    translation.deactivate()
    settings_of.cache_clear()
    forget_rulesets()
    terms_of.cache_clear()
    terms_of_referrals.cache_clear()
    units._kept.cache_clear()
    monkeypatch.setattr(units, "_KEPT_SECONDS", 10**9)


@pytest.fixture(autouse=True)
def _codes_are_sent_here_and_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread would not see what the test's transaction has written."""
    monkeypatch.setattr(send_soon, "_run_beside", lambda call: call())


@pytest.fixture
def commit_proofs(db: None) -> Callable[[], None]:
    """Fires the deferred constraints now, as a COMMIT would."""

    def fire() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return fire


@pytest.fixture
def cast(db: None) -> Cast:
    """Owner, cashier, Anna, Boris, Vera and their shops. They were there before the test, like the demo's."""
    found: Cast = pickle.loads(_cast_of_the_worker[0])  # its own: a test may change what it holds
    return found


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """The name of a fresh database that Django's connections use during the test; commits are real. Not with `db`."""
    with django_db_blocker.unblock(), cloned_database(f"loyalty_{worker_id}_{uuid.uuid4().hex[:8]}") as name:
        yield name


@pytest.fixture
def _journey_is_made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        make_journey_once()


@pytest.fixture(scope="session")
def _receipts_of_the_worker(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """A copy where this worker's tests roll back: they would wait for one another's rows in one that all share."""
    with django_db_blocker.unblock():
        make_journey_once()
        with kept_database(f"loyalty_{worker_id}_journey", template=JOURNEY) as name:
            yield name


@pytest.fixture
def _among_the_receipts(_receipts_of_the_worker: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    assert not connection.in_atomic_block, "`journey` brings `db` along: do not ask for it before"
    with django_db_blocker.unblock(), pointing_at(_receipts_of_the_worker):
        yield


@pytest.fixture
def journey(_among_the_receipts: None, db: None) -> None:
    """`db` among the receipts of the Complete Journey; all that is written rolls back."""


@pytest.fixture
def own_journey(_journey_is_made: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """The name of a copy of the Complete Journey's database that Django's connections use; commits are real."""
    name = f"loyalty_{worker_id}_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock(), cloned_database(name, template=JOURNEY):
        yield name


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """An autocommit connection of the owner role, which sees committed rows; ask for `own_database` before it."""
    with connect(role=OWNER_ROLE, database=connections["default"].settings_dict["NAME"]) as owner:
        yield owner


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the tests' server were durable like a real one; it is fast instead."""
    monkeypatch.setattr("loyalty.api.health.lacking", lambda: ())
    monkeypatch.setattr("loyalty.api.health._DATABASE_ANSWERS_WITHIN", 30)  # a busy machine is not a broken one


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """The address of a running server over `own_database`."""
    server = LiveServerThread("localhost", _StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's Chromium when there is one, else Playwright's own; silent towards the network."""
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "ru-RU", "timezone_id": "Europe/Moscow"}
