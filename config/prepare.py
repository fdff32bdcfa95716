"""What must be done once before the processes of a demo start: schema, static files, data."""

import argparse

import django
from django.core.management import call_command
from django.db import connections


def prepare(*, full: bool) -> None:
    """Migrate as the owner, collect static files, load the demo data; nothing is done twice."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_demo", full=full)
    _publish_campaigns()
    _count_figures()
    connections.close_all()


def _publish_campaigns() -> None:
    """After the receipts: what was sold in the demo's year was sold without them."""
    from campaigns.demo.issue_coupons import issue_coupons
    from campaigns.demo.publish_campaigns import publish_campaigns
    from campaigns.demo.start_invitations import start_invitations
    from loyalty.clock import now
    from segments.demo.make_segments import make_segments

    publish_campaigns(at=now())
    issue_coupons(at=now())
    make_segments(at=now())  # before those come who were invited: its weeks are without them
    start_invitations(at=now())


def _count_figures() -> None:
    """Pages of analytics have something to show from the first minute; later it is the job's business."""
    from analytics.figures.read import as_of
    from analytics.rollup.roll_up import roll_up
    from loyalty.clock import now

    if as_of() is None:
        roll_up(at=now())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="load all the receipts, not a part")
    prepare(full=parser.parse_args().full)
