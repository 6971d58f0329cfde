"""The shape of the code: sizes, names, and what the house does without."""

import ast

from tests.house.tree import PACKAGE, ROOT, files, modules

FORBIDDEN = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc", "signals", "managers"}
LIMIT = 600


def test_no_module_is_called_after_nothing() -> None:
    found = [path for path in PACKAGE.rglob("*") if path.stem in FORBIDDEN]
    assert found == []


def test_no_module_grows_past_its_subject() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in files()
        if path.suffix == ".py" and (count := len(path.read_text("utf-8").splitlines())) > LIMIT
    }
    assert long.keys() <= {"tests/documents/samples.py"}  # data


def test_no_model_orders_itself_and_nothing_listens_to_signals() -> None:
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                names = [
                    target.id
                    for row in node.body
                    if isinstance(row, ast.Assign)
                    for target in row.targets
                    if isinstance(target, ast.Name)
                ]
                assert "ordering" not in names, path
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").endswith(("signals", "dispatch")), path


def test_only_doors_ask_the_clock() -> None:
    asking = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("now", "today", "utcnow"):
                asking.add(path.relative_to(PACKAGE).parts[0])
    assert asking <= {"web", "console", "jobs", "api"}


def test_doors_never_write_and_never_open_a_transaction() -> None:
    """They ask one operation. The login's own framework and the playing of the demo come through operations too."""
    writing = {
        "create",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "select_for_update",
        "atomic",
    }
    found = []
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] in ("web", "api"):
            found += [
                f"{path.name}:{node.lineno} {node.func.attr}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writing
            ]
    assert found == []


def test_no_float_in_the_arithmetic() -> None:
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] in ("core", "performance", "planning"):
            for node in ast.walk(tree):
                assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
                assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"), path
