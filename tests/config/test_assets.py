"""The libraries we serve are those that the lock file names, byte for byte."""

import json

from config.assets import FILES, MANIFEST, VENDOR, digest


def test_committed_libraries_are_what_the_manifest_says() -> None:
    # given
    kept = json.loads(MANIFEST.read_text())
    about = {"manifest.json", "package.json", "package-lock.json"}
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - about
    # then: neither a file changed by hand nor one that nobody brought
    assert set(kept) == set(FILES) == there
    assert {name: digest(VENDOR / name) for name in kept} == kept


def test_the_library_is_of_the_version_that_is_asked_for_and_locked() -> None:
    asked = json.loads((VENDOR / "package.json").read_text())["dependencies"]
    locked = json.loads((VENDOR / "package-lock.json").read_text())["packages"]
    for name, version in asked.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert f'"{asked["echarts"]}"' in (VENDOR / "echarts" / "echarts.min.js").read_text()
