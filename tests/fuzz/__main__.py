"""`make fuzz MINUTES=10`: schemathesis against real servers for so long, then the proof of the books."""

import os
import sys

from tests.bench.servers import servers
from tests.fuzz.attack import attack


def main() -> int:
    seconds = int(float(os.environ.get("MINUTES") or 10) * 60)
    with servers() as running:
        key = _open_shop()
        done = attack(f"http://127.0.0.1:{running.port}", key, "--max-time", str(seconds), folder=running.folder)
        print(done.stdout)
        from django.core.management import call_command

        call_command("prove")
    return done.returncode


def _open_shop() -> str:
    """A till that may do everything, on people with points."""
    from tests.bench.people import open_shop
    from tests.fuzz.people import enrol_people

    shop = open_shop()
    enrol_people(shop.id)
    return shop.key


if __name__ == "__main__":
    sys.exit(main())
