"""Brings the front-end libraries under static/vendor: `make assets`, after package.json there has changed.

They are committed, so nothing at run time needs Node; manifest.json holds what each file must be."""

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
# where each file stands with us, and in its package
FILES = {
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "echarts/langRU.js": "echarts/i18n/langRU.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
}


def digest(path: Path) -> str:
    """As browsers write it: sha384-…"""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def bring_assets() -> None:
    """Install what the lock file names and keep the files we serve."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(VENDOR / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        for ours, theirs in FILES.items():
            (VENDOR / ours).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / "node_modules" / theirs, VENDOR / ours)
    MANIFEST.write_text(json.dumps({name: digest(VENDOR / name) for name in FILES}, indent=2) + "\n")


if __name__ == "__main__":
    bring_assets()
