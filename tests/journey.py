"""The Complete Journey imported once for a whole run: 155 848 receipts of 2 469 households in 2017, goods with costs.

`journey` is a test's `db` among them: everything is there, and what the test writes rolls back. All tests of a worker
share a copy, so another test that asks costs nothing. `own_journey` is a copy with real commits, for jobs that commit,
connections beside Django's, threads; it costs seconds, so let one test of a file ask for it. Neither goes with `db`,
`cast` or `own_database`. The first test of a run that asks waits until the import is made (a minute).

- The programme is a fresh one: its zone (Europe/Moscow), one version of its settings, no points moved (`--history`).
- Receipts are whole: number, shop (457, in the programme's zone), household, instant, and to the kopeck what was sold,
  discounted, paid by coupons and paid. Lines of one department and brand are taken together: 493 999 instead of
  1.5 million. A coupon pays the lines in the order of their codes, and never more than the receipt.
- Goods: one per department and brand ("GROCERY/National"), the department as category. A piece is a row of the source;
  it costs 65 % of what a row brought on average, and what florists sell has no cost that anybody knew.
- `journey_file()` is what was imported, in the columns of docs/import.md; `households()` says who is who. The truth to
  compare with is the package's own file, `loyalty.imports.completejourney.data_file("transactions")`, stamps in UTC.
"""

import fcntl
import os
from pathlib import Path

from config.embedded import OWNER_ROLE
from loyalty.imports.completejourney import data_file
from loyalty.instance.confirm_restore import confirm_restore
from loyalty.members.models import Identity
from loyalty.members.seal import blind_index
from loyalty.program.current import program
from tests.databases import connect, create_database, pointing_at
from tests.environment import FOLDER
from tests.loyalty.imports.files import load

TEMPLATE = "loyalty_journey"  # nobody connects to it, so that it can be copied at any time
_UNCOSTED = "FLORAL"
_LINES = """
create table lines as
select basket_id, any_value(store_id) as store, any_value(household_id) as household,
  max(transaction_timestamp) as stamp, coalesce(department, 'OTHER') || '/' || coalesce(brand, 'National') as sku,
  any_value(coalesce(department, 'OTHER')) as department, any_value(coalesce(brand, 'National')) as brand,
  count(*) as pieces, sum(cents(sales_value)) as sales, sum(cents(retail_disc) + cents(coupon_match_disc)) as off,
  sum(cents(coupon_disc)) as coupon
from read_parquet('{sales}') left join read_parquet('{goods}') using (product_id)
group by basket_id, coalesce(department, 'OTHER') || '/' || coalesce(brand, 'National')
"""
# A coupon takes from each line what is left of it, and of the receipt nothing below zero.
_RECEIPTS = """
copy (
  select basket_id as order_id, store as shop, strftime(stamp, '%Y-%m-%dT%H:%M:%S') || '+00:00' as occurred_at,
    household as member, sku, pieces as quantity, (sales + off) / 100.0 as amount, off / 100.0 as discount,
    greatest(0, least(sales, sum(coupon) over receipt - (sum(sales) over upto - sales))) / 100.0 as coupon_discount
  from lines
  window receipt as (partition by basket_id), upto as (receipt order by sku rows unbounded preceding)
  order by stamp, basket_id, sku
) to '{to}' (header)
"""
_GOODS = """
copy (
  select sku, any_value(department) || ', ' || any_value(brand) as name, any_value(department) as category,
    any_value(brand) as brand, case when any_value(department) <> '{uncosted}'
      then cast(floor(sum(sales) * 0.65 / sum(pieces)) as bigint) / 100.0 end as cost
  from lines group by sku order by sku
) to '{to}' (header)
"""


def make_journey_once() -> None:
    """Import the receipts into `TEMPLATE`; the first process of the run does it, the others wait."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if done.exists():
            return
        _write_files()
        create_database(TEMPLATE)
        with pointing_at(TEMPLATE):
            confirm_restore(by="tests", reason="a clone is fenced like any copy")
            imported = load(journey_file(), products=_goods_file(), create_missing=True, zone=program().zone)
        assert not imported.rejects, f"refused: {imported.rejects}"
        with connect(role=OWNER_ROLE, database=TEMPLATE) as owner:
            owner.execute("vacuum (analyze, freeze)")
        done.touch()


def journey_file() -> Path:
    """The receipts that were imported, CSV."""
    return _folder() / "receipts.csv"


def households() -> dict[int, int]:
    """The member's number by household, of all 2 469. One query."""
    found = dict(Identity.objects.filter(kind="external").values_list("index", "member_id"))
    return {
        household: member
        for household in range(1, 2_501)
        if (member := found.get(blind_index(kind="external", normal=str(household))))
    }


def _write_files() -> None:
    import duckdb  # here: every run knows this file, and hardly any needs this

    raw = duckdb.connect()
    raw.execute("create macro cents(money) as cast(round(money * 100) as bigint)")
    raw.execute(_LINES.format(sales=data_file("transactions"), goods=data_file("products")))
    raw.execute(_RECEIPTS.format(to=journey_file()))
    raw.execute(_GOODS.format(to=_goods_file(), uncosted=_UNCOSTED))


def _goods_file() -> Path:
    return _folder() / "goods.csv"


def _folder() -> Path:
    return Path(os.environ[FOLDER]) / "journey"
