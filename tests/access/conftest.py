"""The cabinet's browser and its clock, for the table of the cabinet."""

from tests.cabinet.conftest import browser_of_anna, clock, outbox

__all__ = ["browser_of_anna", "clock", "outbox"]
