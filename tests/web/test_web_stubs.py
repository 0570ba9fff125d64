"""Gradio writes no type stubs while it is imported."""

import subprocess
import sys

PROGRAM = """
import pathlib, sys
written = []
sys.addaudithook(lambda event, args: written.append(str(args[0])) if event == "open"
    and isinstance(args[1], str) and set(args[1]) & set("wa+") else None)
read = []
sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == "open"
    and str(args[0]).endswith(".pyi") else None)
{first}
import gradio
print(len(read), len([p for p in written if p.endswith(".pyi")]), gradio.Textbox().type)
"""


def _stubs(first: str) -> list[str]:
    program = PROGRAM.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_no_stub_is_opened() -> None:
    """Neither read nor written; the components are there all the same."""
    assert _stubs("import bot.web") == ["0", "0", "text"]


def test_this_gradio_would_open_them() -> None:
    """Once it does not any more, bot/web/stubs.py can go."""
    assert int(_stubs("")[0]) > 0
