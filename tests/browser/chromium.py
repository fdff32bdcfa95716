"""The Chromium that browser tests use. `python -m tests.browser.chromium` gets one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The path of a Chromium on the machine; None when Playwright should use its own."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def main() -> None:
    """On the machine, else Playwright's download, else Debian's package when root; else say what to install."""
    if find_chromium() or _has_playwrights_own():
        return
    print("No Chromium on this machine: asking Playwright for its own.", flush=True)
    if _succeeds([sys.executable, "-m", "playwright", "install", "chromium"]) and _has_playwrights_own():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Playwright could not download one: installing Debian's package.", flush=True)
        _succeeds(["apt-get", "update", "-qq"])
        if _succeeds(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            return
    raise SystemExit(
        "The browser tests need Chromium and none could be had.\n"
        "Install it (Debian and Ubuntu: apt-get install chromium), or run: .venv/bin/playwright install chromium"
    )


def _has_playwrights_own() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    main()
