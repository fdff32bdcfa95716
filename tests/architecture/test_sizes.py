"""Small files, short functions: the house is read more often than it is written."""

import ast
from pathlib import Path
from statistics import median

from tests.architecture.source import ROOT, name, python_files, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 70


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_400_lines() -> None:
    files = [*python_files(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "templates").rglob("*.html"))]
    assert {name(path): _lines(path) for path in files if _lines(path) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_70_lines() -> None:
    found = {}
    for path in [*python_files(), *sorted((ROOT / "tests").rglob("*.py"))]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION:
                    found[f"{name(path)}:{node.name}"] = length
    assert found == {}


def test_the_median_file_is_short() -> None:
    # packages' empty __init__ files would make any median look good
    assert median(lines for path in python_files() if (lines := _lines(path)) > 1) <= 80
