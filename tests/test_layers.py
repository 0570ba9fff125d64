"""The rooms import inwards only: corpus, then index, then bot, then eval and the app."""

import ast
from pathlib import Path

import pytest

from tests.support import REPOSITORY

FORBIDDEN = {
    "corpus": {"index", "bot", "eval", "app"},
    "index": {"bot", "eval", "app"},
    "bot": {"eval", "app"},
}


def imported_rooms(source: str) -> set[str]:
    """Return the first part of every module name ``source`` imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("room", FORBIDDEN)
def test_room_imports_no_outer_room(room: str) -> None:
    """No module of a room imports from a room further out."""
    modules = sorted((REPOSITORY / room).rglob("*.py"))
    assert modules
    outward: dict[Path, set[str]] = {
        path: imported_rooms(path.read_text(encoding="utf-8")) & FORBIDDEN[room] for path in modules
    }
    assert not {path: rooms for path, rooms in outward.items() if rooms}


def test_imports_are_seen_everywhere() -> None:
    """The check sees imports at the top, renamed, and inside functions."""
    source = "import bot.answer as a\nfrom eval import b\ndef f():\n    from app import main\n"
    assert imported_rooms(source) == {"bot", "eval", "app"}
