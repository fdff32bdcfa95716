"""What axe says of a page: nothing serious."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"


def no_serious_fault(page: Page) -> None:
    """Of the page's own part; the frame around it is the library's."""
    page.evaluate(_AXE.read_text())
    found = page.evaluate("axe.run('#main, .staff-page, dialog', {resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious, serious
