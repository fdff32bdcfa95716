"""What import-linter cannot say. The layers themselves are contracts in pyproject.toml, checked by `make check`."""

import ast

import pytest

from tests.architecture.source import imports, name, python_files, tree

_DOORS = ("loyalty/api/", "loyalty/admin/", "loyalty/management/", "loyalty/tasks")


def test_the_domain_does_not_know_http() -> None:
    domain = [path for path in python_files("loyalty") if not name(path).startswith(_DOORS)]
    assert domain
    found = {name(path): module for path in domain for module in imports(path) if module.startswith("django.http")}
    assert found == {}


def test_no_domain_logic_in_signals() -> None:
    found = {
        name(path): module
        for path in python_files("loyalty", "cabinet")
        for module in imports(path)
        if "signals" in module.split(".") or module == "django.dispatch.receiver"
    }
    assert found == {}


def test_no_save_is_overridden() -> None:
    found = [
        f"{name(path)}:{owner.name}"
        for path in python_files("loyalty", "cabinet")
        for owner in ast.walk(tree(path))
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert found == []


def test_no_floats_in_the_ledger() -> None:
    files = [*python_files("loyalty/ledger"), *python_files("loyalty/purchase"), *python_files("loyalty/program")]
    found = []
    for path in files:
        for node in (node for node in ast.walk(tree(path)) if isinstance(node, ast.expr)):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            call = isinstance(node, ast.Name) and node.id == "float"
            division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _builds_a_path(node)
            if literal or call or division:
                found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def _builds_a_path(node: ast.BinOp) -> bool:
    return isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)


@pytest.mark.parametrize("clock", ["datetime.now", "timezone.now", "date.today", "time.time", "datetime.utcnow"])
def test_only_the_clock_tells_the_time(clock: str) -> None:
    owner, method = clock.split(".")
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python_files("loyalty", "cabinet")
        if name(path) != "loyalty/clock.py"  # it says how far this machine's clock is from the one that counts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr == method
        and isinstance(node.value, ast.Name)
        and node.value.id == owner
    ]
    assert found == []
