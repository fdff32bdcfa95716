"""The world that the tables speak of, and the cabinet's browser and its clock for the table of the cabinet."""

import pickle
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.world import World, build
from tests.cabinet.conftest import browser_of_anna, clock, outbox
from tests.cast import Cast, enter_cast
from tests.databases import in_one_transaction, kept_database, pointing_at

__all__ = ["browser_of_anna", "clock", "outbox"]


@pytest.fixture(scope="session")
def _world_of_the_worker(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[tuple[str, bytes]]:
    """A database with the world in it, and who is who there: two hundred tests roll back in it."""
    with django_db_blocker.unblock(), kept_database(f"loyalty_{worker_id}_access") as name:
        with pointing_at(name), in_one_transaction():
            world = pickle.dumps(build(enter_cast()))
        yield name, world


@pytest.fixture
def _in_the_world(_world_of_the_worker: tuple[str, bytes], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), pointing_at(_world_of_the_worker[0]):
        yield


@pytest.fixture
def world(_in_the_world: None, db: None, _world_of_the_worker: tuple[str, bytes]) -> World:
    """`db` in a world that was there before the test; not with `own_database`."""
    found: World = pickle.loads(_world_of_the_worker[1])  # its own: a test may change what it holds
    return found


@pytest.fixture
def cast(world: World) -> Cast:
    """The people of the world."""
    return world.cast
