"""Every command the editor's guide shows can be typed: it exists, with those options."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
from typer.main import get_command

import app
from tests.support import REPOSITORY

GUIDE = REPOSITORY / "docs" / "editors-guide.md"

# Typer has a click of its own inside, and of its errors names the more special ones only.
USAGE_ERROR = typer.BadParameter.__mro__[1]


def commands(text: str) -> Iterator[str]:
    """Yield the ``quotewell`` lines of the fenced blocks of ``text``, without a prompt."""
    for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            line = line.removeprefix("$ ")
            if re.match(r"quotewell(\s|$)", line):
                yield line


def parsed(line: str) -> None:
    """Let the command line read ``line``, and run nothing.

    Raises:
        UsageError: If there is no such command, option or argument.
    """
    command, context = get_command(app.cli), None
    words = shlex.split(line, comments=True)[1:]
    while hasattr(command, "resolve_command"):
        context = typer.Context(command, parent=context)
        _, command, words = command.resolve_command(context, words)
    command.make_context(line, words, parent=context)


@pytest.mark.parametrize("line", sorted(set(commands(GUIDE.read_text(encoding="utf-8")))))
def test_command_can_be_typed(line: str) -> None:
    """The command, its options and the number of its arguments are right."""
    parsed(line)


def test_guide_shows_the_whole_way() -> None:
    """None of the steps is lost when the guide is rewritten."""
    lines = list(commands(GUIDE.read_text(encoding="utf-8")))
    for step in (
        *("corpus add", "corpus questions draft", "corpus questions review", "index build"),
        *("corpus lint", "corpus diff", "corpus show", "corpus untranslated", "corpus remove"),
        *("ask", "explain", "eval run", "index status"),
    ):
        assert any(line.startswith(f"quotewell {step}") for line in lines), step


@pytest.mark.parametrize(
    "line",
    [
        "quotewell corpus ad leaflet.pdf",
        "quotewell corpus add leaflet.pdf --begin x",
        "quotewell corpus show",
        "quotewell corpus remove one two",
        "quotewell chat --port many",
    ],
)
def test_wrong_commands_are_noticed(line: str) -> None:
    """The check above can fail."""
    found = list(commands(f"Type:\n\n```\n{line}\n```\n"))
    assert found == [line]
    with pytest.raises(USAGE_ERROR):
        parsed(line)


def test_pictures_are_there() -> None:
    """Every picture and every file the guide links to exists."""
    targets = re.findall(r"\]\(([^)#]+)", GUIDE.read_text(encoding="utf-8"))
    for target in targets:
        assert (GUIDE.parent / target).exists(), target
