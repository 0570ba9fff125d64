"""What the commands share: options, where the sets lie, errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.cli import plain_errors as own_errors
from corpus.settings import ROOT

SetPath = Annotated[
    Path, typer.Argument(help="A .jsonl set, a SQuAD or XQuAD .json file, or a BEIR directory.")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Directory to write to; beside the index if left out."),
]
DialoguesPath = Annotated[Path, typer.Argument(help="Dialogues, a .jsonl file.")]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, help="Ask only so many, spread over the set.")
]
TESTS = sorted((ROOT / "eval" / "questions").glob("test*.jsonl"))
"""Sets that only measure: nothing is fitted on them, and nothing of ours resembles them."""
DEV = ROOT / "eval" / "questions" / "dev.jsonl"
DIALOGUES = ROOT / "eval" / "dialogues"
MESSAGES = ROOT / "eval" / "messages"
FRAMES = ROOT / "eval" / "manners" / "frames.jsonl"


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn expected errors, a missing extra and an interrupt into one line and an exit code."""
    try:
        with own_errors():
            yield
    except ModuleNotFoundError as error:
        if error.name not in ("httpx", "langchain_text_splitters", "matplotlib", "psutil"):
            raise
        message = f"quotewell: evaluation needs {error.name}: pip install -e '.[eval]'"
        typer.echo(message, err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted. The same command goes on from here.", err=True)
        raise typer.Exit(130) from None
