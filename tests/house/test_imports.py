"""Data goes one way: a room imports from lower layers only, and heavy libraries have one owner."""

from __future__ import annotations

import ast

import pytest
from plan import PACKAGE, Module, modules

BASE = {"model", "errors", "texts", "vocab"}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "vocab": {"model", "errors"},
    "texts": {"model", "errors", "vocab"},
    "config": BASE,
    "normalise": {"model", "errors", "vocab"},
    "stats": {"model", "errors"},
    "sql": {"model", "errors", "vocab"},
    "engine": {"model", "errors", "sql"},
    "workspace": {"model", "errors", "vocab", "config"},
    "collect": BASE | {"config", "normalise", "sql", "engine", "workspace"},
    "voice": BASE | {"config", "workspace"},
    "facts": BASE | {"config", "sql", "engine", "workspace"},
    "metrics": BASE | {"config", "stats"},
    "segments": BASE | {"config", "stats"},
    "profile": BASE | {"config", "stats", "segments"},
    "prospects": BASE | {"config", "normalise", "stats", "sql", "engine", "collect", "facts"},
    "review": BASE | {"config", "stats"},
    "example": {"model", "errors", "vocab"},
    "report": BASE | {"config"},
    "worksheet": BASE | {"config"},
    "faces": BASE | {"config", "report", "actions"},
}
MAY_IMPORT["actions"] = set(MAY_IMPORT) - {"faces"}
"""Room to rooms. Beyond the layers: ``profile`` asks ``segments`` for found segments and for membership."""

OWNERS: dict[str, set[str]] = {
    "duckdb": {"engine"},
    "pyspark": {"engine"},
    "py4j": {"engine"},
    "pyarrow": {"engine"},
    "pptx": {"report"},
    "apsw": {"workspace"},
    "sqlite3": set(),
    "pydantic": {"config"},
    "ruamel": {"config", "collect", "facts", "vocab"},
    "click": {"faces"},
    "rich": {"faces"},
    "jinja2": {"report"},
    "xlsxwriter": {"report", "prospects", "example", "worksheet"},
    "python_calamine": {"collect"},
    "publicsuffixlist": {"normalise"},
    "rapidfuzz": {"collect", "vocab", "prospects", "actions"},
    "pandas": set(),
    "requests": set(),
    "urllib3": set(),
    "httpx": set(),
    "socket": set(),
    "urllib.request": set(),
    "http.client": set(),
}
"""Library to the rooms that may import it; nothing in the core reaches the network."""

ROOMS = sorted({module.room for module in modules()} - {"__init__"})


def test_every_room_stands_in_the_table():
    assert [room for room in ROOMS if room not in MAY_IMPORT] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    rooms = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    wrong = [
        f"{module.name}: {name}"
        for module in modules()
        if module.room == room
        for name in module.imported()
        if name.startswith("openicp.") and (other := name.split(".")[1]) in rooms
        if other not in MAY_IMPORT[room] | {room}
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_imported_by_its_owners_only(library):
    wrong = [
        module.name
        for module in modules()
        for name in module.imported()
        if (name == library or name.startswith(f"{library}.")) and module.room not in OWNERS[library]
    ]
    assert wrong == []


def test_rooms_depend_on_each_other_in_one_direction():
    order: list[str] = []
    left = {room: set(others) for room, others in MAY_IMPORT.items()}
    while left:
        free = sorted(room for room, others in left.items() if not others - set(order))
        assert free, f"a circle among {sorted(left)}"
        order += free
        left = {room: others for room, others in left.items() if room not in free}


def test_every_module_says_what_it_is_for():
    assert [module.name for module in modules() if not ast.get_docstring(module.tree)] == []


def loaded_at_once(module: Module) -> set[str]:
    """Modules of the package that are imported when this one is, not for types alone and not inside a function."""
    top = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    shell = Module(module.path, ast.Module(body=list(top), type_ignores=[]), 0)
    return {name if name in MODULES else name.rpartition(".")[0] for name in shell.imported()} & MODULES.keys()


def dotted(module: Module) -> str:
    parts = module.path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(module): module for module in modules()}


def test_modules_do_not_import_each_other_in_a_circle():
    left = {name: loaded_at_once(module) - {name} for name, module in MODULES.items()}
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert {name: sorted(others & left.keys()) for name, others in left.items()} == {}
