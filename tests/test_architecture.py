"""Arrows run downwards only, and the door shows what it promises."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import request_router

PACKAGE = Path(request_router.__file__).parent
# Floors of the house, top first; rooms on one floor do not see each other, except the bottom one, read left to right.
FLOORS = [
    ["cli"],
    ["batch", "corpus"],
    ["evaluation", "routing"],
    ["model"],
    ["french", "formats"],
    ["privacy"],
]
BOTTOM = ["decisions", "messages", "taxonomy", "errors"]


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("request_router."):
            rooms.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("request_router.")}
    return rooms - {room_of(path)}


def allowed_rooms(room: str) -> set[str]:
    if room in BOTTOM:
        return set(BOTTOM[BOTTOM.index(room) + 1 :])
    floor = next(at for at, rooms in enumerate(FLOORS) if room in rooms)
    return {below for rooms in FLOORS[floor + 1 :] for below in rooms} | set(BOTTOM)


FILES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in {"__init__", "__main__"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_lower_floors(path):
    assert imported_rooms(path) <= allowed_rooms(room_of(path))


def test_every_room_has_a_floor():
    assert {room_of(path) for path in FILES} == {room for rooms in FLOORS for room in rooms} | set(BOTTOM)


def test_evaluation_judges_without_seeing_a_model():
    seen = set().union(*(imported_rooms(path) for path in FILES if room_of(path) == "evaluation"))
    assert seen <= set(BOTTOM)


def test_formats_know_no_french():
    seen = set().union(*(imported_rooms(path) for path in FILES if room_of(path) == "formats"))
    assert seen <= set(BOTTOM)


def test_every_name_of_the_door_can_be_imported():
    for name in request_router.__all__:
        assert getattr(request_router, name) is not None
    assert request_router.__all__ == sorted(request_router.__all__, key=str)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = request_router.nothing_such


@pytest.mark.parametrize("statement", ["import request_router", "import request_router.cli"])
def test_importing_the_door_or_the_commands_loads_no_heavy_library(statement):
    heavy = "('spacy', 'sklearn', 'numpy', 'pydantic', 'scipy')"
    code = f"import sys; {statement}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_third_party_import_is_a_declared_dependency():
    import tomllib

    declared = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    names = {line.split(">")[0].split("=")[0].lower().replace("_", "-") for line in declared}
    distribution = {"sklearn": "scikit-learn", "Stemmer": "pystemmer", "python_calamine": "python-calamine"}
    imported = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
    foreign = imported - set(sys.stdlib_module_names) - {"request_router"}
    assert {distribution.get(name, name).lower() for name in foreign} <= names
