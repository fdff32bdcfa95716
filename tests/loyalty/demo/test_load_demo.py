import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest

from loyalty.demo.load_demo import NotADemo, load_demo
from loyalty.imports.completejourney import data_file
from loyalty.ledger.prove import prove
from loyalty.members.find import find
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.purchase.models import Order
from loyalty.shops.authenticate import authenticate
from loyalty.shops.models import ApiKey, Scope, Shop
from loyalty.staff.models import User
from tests.builders import NOON, a_cart, a_shop, an_order, bonus

FEW = (244, 549)  # two households of the part
RECEIPTS = 41  # theirs
GIFTS = 7  # purchases of gift certificates, and with them


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's files with nothing in them but these households and their goods."""
    folder = tmp_path_factory.mktemp("data")
    sales = pq.read_table(data_file("transactions"), filters=[("household_id", "in", FEW)])
    goods = pq.read_table(
        data_file("products"), filters=[("product_id", "in", sales["product_id"].unique().to_pylist())]
    )
    pq.write_table(sales, folder / "transactions.parquet")
    pq.write_table(goods, folder / "products.parquet")
    return folder


@pytest.fixture(autouse=True)
def few_households(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("demo.journey", "demo.goods", "demo.members", "demo.open_balances"):
        monkeypatch.setattr(f"loyalty.{module}.PART", FEW)
    for module in ("demo.journey", "demo.goods", "imports.journey_products"):
        monkeypatch.setattr(f"loyalty.{module}.data_file", lambda name: package / f"{name}.parquet")


def load(folder: Path) -> dict[str, Any]:
    path = folder / "accounts.json"
    load_demo(full=False, accounts=path, at=NOON, tell=lambda _line: None)
    raw: dict[str, Any] = json.loads(path.read_text())
    return raw


@pytest.mark.django_db
def test_a_demo_is_a_chain_with_a_year_behind_it(tmp_path: Path) -> None:
    # when the demo is loaded
    accounts = load(tmp_path)

    # then its receipts were replayed, the last of them within a week, none of them in the future
    replayed = Order.objects.filter(source="replay")
    last = replayed.latest("occurred_at").occurred_at
    assert replayed.count() == RECEIPTS
    assert Order.objects.count() == RECEIPTS + GIFTS
    assert last <= NOON
    assert Order.objects.earliest("occurred_at").occurred_at > last - timedelta(days=370)
    assert Shop.objects.count() == 5
    assert program().name == "Лавка"

    # and whoever the file names may sign in
    admin = User.objects.get(username=accounts["admin"]["login"])
    assert admin.is_superuser
    assert admin.check_password(accounts["admin"]["password"])
    for shop in accounts["shops"]:
        client = authenticate(secret=shop["api_key"], at=NOON)
        assert client is not None
        assert client.scopes == set(Scope.values)
    first = accounts["members"][0]
    for kind in ("phone", "card"):
        member = find(kind=kind, value=first[kind])
        assert member is not None
        assert member.id == first["id"]


@pytest.mark.django_db
def test_the_first_members_have_something_to_show(tmp_path: Path) -> None:
    first = load(tmp_path)["members"][0]
    balance = bonus(first["id"])
    assert balance.unit == BONUS
    assert balance.available == first["available"] >= 1_000
    assert first["burning"] >= 300
    assert Order.objects.filter(member_id=first["id"]).count() == first["orders"] >= 19


def test_the_books_of_a_demo_are_proved(own_database: str, tmp_path: Path) -> None:
    load(tmp_path)
    report = prove(at=NOON)
    assert [query.code for query in report.queries if query.violations] == []
    assert sum(query.rows for query in report.queries) > 100


@pytest.mark.django_db
def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    # given a loaded demo
    before = load(tmp_path)
    orders = list(Order.objects.order_by("id").values_list("id", flat=True))
    version = program().version

    # when it is loaded again
    again = load(tmp_path)

    # then keys, passwords, rules and points are what they were
    assert again == before
    assert list(Order.objects.order_by("id").values_list("id", flat=True)) == orders
    assert program().version == version
    assert ApiKey.objects.count() == 5


@pytest.mark.django_db
def test_lost_secrets_are_made_anew(tmp_path: Path) -> None:
    # given a demo whose file of accounts is gone: only hashes are left in the database
    before = load(tmp_path)
    (tmp_path / "accounts.json").unlink()

    # when it is loaded again
    after = load(tmp_path)

    # then there are new secrets, and they work
    assert after["admin"]["password"] != before["admin"]["password"]
    assert User.objects.get(username="admin").check_password(after["admin"]["password"])
    assert authenticate(secret=after["shops"][0]["api_key"], at=NOON) is not None


@pytest.mark.django_db
def test_only_the_owner_reads_the_secrets(tmp_path: Path) -> None:
    load(tmp_path)
    assert stat.S_IMODE((tmp_path / "accounts.json").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_demo_that_was_stopped_goes_on(tmp_path: Path) -> None:
    # given a demo that stops in the middle of its receipts
    with patch("loyalty.demo.load_demo._BATCH_LINES", 40):
        with (
            patch("loyalty.imports.run_import.Progress.show", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            load(tmp_path)
        assert 0 < Order.objects.count() < RECEIPTS

        # when it is loaded a day later
        load_demo(full=False, accounts=tmp_path / "accounts.json", at=NOON + timedelta(days=8), tell=lambda _line: None)

    # then the rest follows, moved by the same number of weeks
    replayed = Order.objects.filter(source="replay")
    assert replayed.count() == RECEIPTS
    assert replayed.latest("occurred_at").occurred_at < NOON


@pytest.mark.django_db
def test_certificates_are_sold_once_and_all_of_them(tmp_path: Path) -> None:
    # given a demo that stops when some certificates are sold
    with patch("loyalty.demo.sell_gifts.issue_batch", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        load(tmp_path)
    assert Order.objects.count() == RECEIPTS

    # when it is loaded to the end, and again
    for _time in range(2):
        load(tmp_path)

    # then
    assert Order.objects.count() == RECEIPTS + GIFTS


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone(tmp_path: Path) -> None:
    an_order(a_shop(), a_cart())
    with pytest.raises(NotADemo):
        load(tmp_path)
    assert not User.objects.filter(is_superuser=True).exists()
    assert Shop.objects.count() == 1


@pytest.mark.django_db
def test_a_password_that_was_changed_stays_changed(tmp_path: Path) -> None:
    # given an administrator who has chosen a password
    load(tmp_path)
    admin = User.objects.get(username="admin")
    admin.set_password("chosen by a person")
    admin.save(update_fields=["password"])

    # when the demo is started again
    load(tmp_path)

    # then it is still theirs
    admin.refresh_from_db()
    assert admin.check_password("chosen by a person")
