"""Fills a fresh database with a chain of shops that has run a loyalty programme for a year."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.demo.accounts import Accounts, read_accounts, write_accounts
from loyalty.demo.enrol_people import enrol_people
from loyalty.demo.goods import demo_goods
from loyalty.demo.hire_staff import hire_staff
from loyalty.demo.journey import ShiftedJourney, demo_source, weeks_until
from loyalty.demo.members import interesting_members
from loyalty.demo.open_balances import open_balances
from loyalty.demo.open_shops import open_shops
from loyalty.demo.publish_texts import publish_texts
from loyalty.demo.sell_gifts import sell_gifts
from loyalty.demo.shops import GROUP, SHOPS, TIMEZONE
from loyalty.imports.load_products import load_products
from loyalty.imports.lookups import Lookups
from loyalty.imports.models import ImportRun
from loyalty.imports.receipt import Receipt, Rejected
from loyalty.imports.rejects import RejectFile
from loyalty.imports.replay import BurnPolicy, replay
from loyalty.imports.report import Counts
from loyalty.imports.run_import import Done, Intake, run_import
from loyalty.ledger.night import run_night
from loyalty.program.change_program import change_program
from loyalty.program.change_settings import change_settings
from loyalty.program.current import program
from loyalty.program.validity import Validity
from loyalty.purchase.models import Order
from loyalty.refusals import Refusal, Words
from loyalty.shops.models import Shop

_POLICY = BurnPolicy(every=5)
_BATCH_LINES = 1_000
_SOURCE = "demo"
_ROWS = {False: 14_728, True: 1_469_307}


class NotADemo(Refusal):
    """The database has orders of its own: a demo would change its rules and add staff."""

    code: ClassVar[str] = "not_a_demo"
    title: ClassVar[Words] = _("This database is in use")
    hint: ClassVar[Words] = _("Load the demo into a fresh database.")


def load_demo(*, full: bool, accounts: Path, at: datetime, tell: Callable[[str], None]) -> Counts:
    """Make shops, keys, staff, goods and people, and replay a part of the receipts, or all with `full`.

    Run again it goes on where it was stopped, and after the end changes nothing but what `accounts` lost. The report
    is what was replayed. NotADemo when the database has orders that no demo has made.
    """
    if Order.objects.exists() and not ImportRun.objects.filter(source=_SOURCE).exists():
        raise NotADemo
    before = read_accounts(accounts)
    keys = open_shops(keys=before.keys, at=at)
    staff = hire_staff(passwords=before.passwords, cashiers_shop=Shop.objects.get(code=SHOPS[0].code))
    write_accounts(accounts, Accounts(staff=staff, keys=keys, members=before.members))
    publish_texts()
    done = _replay(full=full, rejects=accounts.with_name("rejects.csv"), at=at, tell=tell)
    if not done.already:
        run_night(at=at)
    open_balances(at=at)
    members = interesting_members(at=at)
    if members and sell_gifts(shop_code=SHOPS[0].code, member_id=members[0]["id"], at=at):
        members = interesting_members(at=at)  # one of them has an order more
    write_accounts(accounts, Accounts(staff=staff, keys=keys, members=members))
    return done.counts


def _replay(*, full: bool, rejects: Path, at: datetime, tell: Callable[[str], None]) -> Done:
    finished = ImportRun.objects.filter(fingerprint=_fingerprint(full), finished_at__isnull=False).first()
    if finished is not None:  # known without opening the data: a second start is quick
        return Done(counts=Counts(finished.counts), already=True)
    if not ImportRun.objects.filter(source=_SOURCE).exists():
        _set_rules()
    if not ImportRun.objects.filter(fingerprint=_fingerprint(full)).exists():
        tell("Goods …")
        load_products(products=demo_goods(full=full))
    weeks = _weeks(at)
    source = ShiftedJourney(demo_source(full=full), weeks=weeks)
    intake = Intake(
        name=_SOURCE, source=source, rows=_ROWS[full], fingerprint=_fingerprint(full), options={"weeks": weeks}
    )
    lookups = Lookups(shop_map={})
    zone = program().zone

    def load(run: ImportRun, receipts: Sequence[Receipt], counts: Counts) -> list[Rejected]:
        return replay(receipts=receipts, run=run, lookups=lookups, policy=_POLICY, zone=zone, counts=counts)

    return run_import(
        intake=intake,
        prepare=lambda receipts: enrol_people(receipts=receipts, lookups=lookups),
        load=load,
        rejects=RejectFile(rejects, columns=source.columns),
        batch_lines=_BATCH_LINES,
        at=at,
        tell=tell,
    )


def _fingerprint(full: bool) -> bytes:
    return sha256(b"demo, all" if full else b"demo, part").digest()


def _weeks(at: datetime) -> int:
    """What was moved once stays there: a part loaded before and the rest of it must meet."""
    for options in ImportRun.objects.filter(source=_SOURCE).order_by("pk").values_list("options", flat=True):
        return int(options["weeks"])
    return weeks_until(at)


def _set_rules() -> None:
    """Points wait for the end of the return window, and half a year later they expire: the year shows both."""
    change_program(name=GROUP, timezone=TIMEZONE)
    settings = msgspec.structs.replace(program().settings, pending_days=14, validity=Validity(by="months", count=6))
    change_settings(settings=settings, author=None, note="demo")
