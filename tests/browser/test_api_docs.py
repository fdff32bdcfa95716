from playwright.sync_api import ConsoleMessage, Page, Request

from tests.cast import enter_cast


def test_the_docs_page_works_under_the_strict_policy_and_from_our_host_alone(site: str, page: Page) -> None:
    # given
    complaints: list[str] = []
    hosts: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def note_host(request: Request) -> None:
        if not request.url.startswith("data:"):
            hosts.add("/".join(request.url.split("/")[:3]))

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", note_host)

    # when
    response = page.goto(f"{site}/api/docs/")
    page.get_by_text("Price a cart").click()
    page.get_by_text("amount_mismatch").first.wait_for()

    # then
    assert response is not None
    assert "'unsafe" not in response.headers["content-security-policy"]
    assert page.get_by_text("Take goods back", exact=True).is_visible()
    assert complaints == []
    assert hosts == {site}


def test_a_call_can_be_tried_from_the_page(site: str, page: Page) -> None:
    # given
    cast = enter_cast()
    page.goto(f"{site}/api/docs/")

    # when
    page.get_by_role("button", name="Authorize").click()
    page.locator(".auth-container input").fill(f"Api-Key {cast.key}")
    page.locator(".auth-btn-wrapper .authorize").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_text("What a member has", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_placeholder("member_id").fill(str(cast.anna))
    page.get_by_role("button", name="Execute").click()

    # then
    live = page.locator(".live-responses-table .response .highlight-code").first
    live.wait_for()
    assert '"unit": "BONUS"' in live.inner_text()
