"""The product in a real browser."""

import pytest
from playwright.sync_api import ConsoleMessage, Page


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_pages_break_no_policy_and_ask_no_other_host(site: str, page: Page, path: str) -> None:
    # given a browser that notes complaints and requests
    complaints: list[str] = []
    hosts: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    # when
    page.goto(site + path, wait_until="networkidle")

    # then
    assert complaints == []
    assert hosts == {site.split("/")[2]}


def test_staff_sign_in_to_a_working_admin(site: str, page: Page) -> None:
    # given an owner
    from django.contrib.auth import get_user_model

    get_user_model().objects.create_superuser("owner", "owner@shop.example", "a long enough password")

    # when
    page.goto(f"{site}/admin/login/")
    page.fill("input[name=username]", "owner")
    page.fill("input[name=password]", "a long enough password")
    page.click("button[type=submit]")

    # then
    page.wait_for_url(f"{site}/admin/")
    assert page.locator("html").get_attribute("lang") == "ru"
