"""schemathesis over the description of the API, as its own command line runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIG = Path(__file__).with_name("schemathesis.toml")


def attack(url: str, key: str, *options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Every check against the server at `url` with an API key of all scopes; `folder` is for what the tool leaves."""
    argv = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
        *("run", str(ROOT / "docs" / "openapi.json"), "--url", url),
        *options,
    ]
    environ = {**os.environ, "LOYALTY_API_KEY": key, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(
        argv, cwd=folder, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
