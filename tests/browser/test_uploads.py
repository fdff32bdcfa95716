"""A file brought into the back office in a real browser: tried, one bad row told, loaded, seen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from loyalty.catalogue.models import Product
from tests.builders import PASSWORD
from tests.cast import enter_cast
from tests.loyalty.imports.uploads import a_csv

WORDS = {
    "ru": ("Проверить файл", "Это не число", "Загрузить 2 строки", "кроме отклонённых строк", "Еда"),
    "en": ("Check the file", "This is not a number", "Load 2 rows", "except for the refused rows", "Food"),
}


@pytest.mark.parametrize(("language", "width", "scheme"), [("ru", 1280, "light"), ("en", 390, "dark")])
def test_a_file_with_a_bad_row_is_tried_confirmed_and_loaded(
    site: str, page: Page, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    # given somebody who signs in with a file whose third row is wrong
    enter_cast()
    check, fault, load, done, food = WORDS[language]
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(site) else complaints.append(asked.url))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    rows = [
        {"sku": sku, "name": sku, "category": food, "cost": cost}
        for sku, cost in (("A", "1"), ("B", "?"), ("C", "2,5"))
    ]
    path = tmp_path / "goods.csv"
    path.write_bytes(a_csv(*rows))
    page.context.add_cookies([{"name": "language", "value": language, "url": site}])
    page.goto(f"{site}/admin/")
    page.fill("input[name=username]", "owner")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")

    # when the file is chosen and checked
    page.goto(f"{site}/admin/uploads/products/import/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name=check).click()

    # then the page tells the bad row, its column and what to do, and nothing is loaded
    row = page.get_by_role("row").filter(has_text=fault)
    expect(row.get_by_role("cell").nth(0)).to_have_text("3")
    expect(row.get_by_role("cell").nth(1)).to_have_text("cost")
    assert not Product.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    # when it is confirmed
    page.get_by_role("button", name=load).click()

    # then the rest is in the catalogue, and the list of imports says so
    expect(page.get_by_text(done)).to_be_visible()
    assert set(Product.objects.values_list("sku", "cost_kopecks", "category__name")) == {
        ("A", 100, food),
        ("C", 250, food),
    }
    page.goto(f"{site}/admin/uploads/")
    page.get_by_role("link", name="goods.csv").click()
    with page.expect_download() as download:
        page.locator("a[href$='refused.csv']").click()
    assert download.value.path().read_text().splitlines()[1].split(";" if language == "ru" else ",")[0] == "3"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []
