"""How much is measured; each number may be given as a variable of that name in the environment."""

import os


def size(name: str, usual: int, *, full: int | None = None) -> int:
    """The number for this run: the environment's, or the full one with SIZE=full."""
    if os.environ.get("SIZE") == "full" and full is not None:
        usual = full
    return int(os.environ.get(name) or usual)


SECONDS = size("SECONDS", 6, full=15)
ROUNDS = size("ROUNDS", 3, full=5)
CLIENTS = size("CLIENTS", 8)
MEMBERS = size("MEMBERS", 2_000, full=20_000)
RECEIPTS = size("RECEIPTS", 20_000, full=200_000)
PAST = size("PAST", 1_000_000, full=10_000_000)
CAMPAIGNS = size("CAMPAIGNS", 200)
SEGMENT_MEMBERS = size("SEGMENT_MEMBERS", 100_000, full=1_000_000)  # ten orders each
LOTS = size("LOTS", 100_000, full=1_000_000)
