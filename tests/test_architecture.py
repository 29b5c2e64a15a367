"""What keeps the house one house: arrows, and the few things only one place may do."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
KERNEL = sorted((ROOT / "app").rglob("*.py"))
ADDONS = sorted(
    path for path in (ROOT / "addons").rglob("*.py") if "tests" not in path.parts and path.stem != "conftest"
)
CODE = KERNEL + ADDONS


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def places(path: Path, nodes: Iterable[ast.expr | ast.stmt | ast.excepthandler]) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{node.lineno}" for node in nodes]


def nodes(path: Path, kind: type[ast.AST]) -> Iterator:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, kind))


def calls(path: Path, *wanted: str) -> list[str]:
    """Where a file calls one of these dotted names, alone or at the end of a longer one."""
    ends = tuple(f".{name}" for name in wanted)
    return places(path, [node for node in nodes(path, ast.Call) if f".{ast.unparse(node.func)}".endswith(ends)])


def imported(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Dotted names of what a file imports, ``from x import y`` reading ``x.y``."""
    for node in nodes(path, ast.Import):
        yield from ((alias.name, node) for alias in node.names)
    for node in nodes(path, ast.ImportFrom):
        yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def but(*names: str) -> list[Path]:
    """The code without these files, whose business it is."""
    excepted = {ROOT / name for name in names}
    assert all(path.exists() for path in excepted)
    return [path for path in CODE if path not in excepted]


def test_the_kernel_never_imports_an_addon():
    graph = grimp.build_graph("app", "addons", cache_dir=None)
    assert [
        f"{module} → {target}"
        for module in graph.modules
        if module.split(".")[0] == "app"
        for target in graph.find_modules_directly_imported_by(module)
        if target.split(".")[0] == "addons"
    ] == []


def test_addons_never_speak_to_flask_appbuilder():
    found = [(path, [node for name, node in imported(path) if name.startswith("flask_appbuilder")]) for path in ADDONS]
    assert [place for path, wrong in found for place in places(path, wrong)] == []


def test_addons_change_rows_through_the_session_alone():
    """Core and text statements pass beneath the wall: they stay inside the kernel."""
    core = re.compile(r"sqlalchemy(\.\w+)*\.(insert|update|delete|create_engine)")
    for path in ADDONS:
        assert places(path, [node for name, node in imported(path) if core.fullmatch(name)]) == []
        assert calls(path, "connection", "exec_driver_sql", "beneath", "privileged") == []


def test_addons_write_sql_in_text_only_as_the_condition_of_an_index():
    for path in ADDONS:
        names = {alias.asname or alias.name for node in nodes(path, ast.ImportFrom) if node.module == "sqlalchemy"
                 for alias in node.names if alias.name == "text"}  # fmt: skip
        conditions = [keyword.value for call in nodes(path, ast.Call) if ast.unparse(call.func) == "Index"
                      for keyword in call.keywords if keyword.arg == "postgresql_where"]  # fmt: skip
        texts = [call for call in nodes(path, ast.Call) if ast.unparse(call.func) in names]
        assert places(path, [call for call in texts if call not in conditions]) == []


def test_time_comes_from_the_clock():
    readers = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    assert [place for path in but("app/models/clock.py") for place in calls(path, *readers)] == []


def test_only_commands_print():
    assert [
        place
        for path in but("app/cli.py")
        for place in places(path, [n for n in nodes(path, ast.Call) if ast.unparse(n.func) == "print"])
    ] == []


def test_the_kernel_names_no_role():
    roles = {"ADMIN", "MANAGER", "AGENT", "ACCOUNTANT", "DPO", "PRO"}
    assert [
        place for path in KERNEL for place in places(path, [n for n in nodes(path, ast.Constant) if n.value in roles])
    ] == []


def test_addons_never_end_a_transaction():
    """Only the edge commits: a request, a task, a command."""
    assert [place for path in ADDONS for place in calls(path, "commit", "rollback")] == []


def test_no_error_is_swallowed():
    def broad(handler: ast.ExceptHandler) -> bool:
        return handler.type is None or "BaseException" in ast.unparse(handler.type)

    assert [
        place for path in CODE for place in places(path, [n for n in nodes(path, ast.ExceptHandler) if broad(n)])
    ] == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(word):
    assert [str(path) for path in CODE if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))] == []


def test_files_stay_readable():
    assert [str(path) for path in CODE if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []
    assert [str(path) for path in CODE if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []


def test_no_private_place_is_named():
    """Neither a folder of one machine nor a package registry: a clone of the project works anywhere."""
    private = re.compile(r"""["'\s](/work|/tmp|/home)/|--(extra-)?index-url|"resolved":""")
    tracked = [*CODE, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.json"), *ROOT.glob("*.lock")]
    assert [str(path) for path in tracked if private.search(path.read_text(encoding="utf-8"))] == []
