"""The commands: ``quotewell eval …``, also ``python -m eval …``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus import load_corpus
from corpus.errors import QuotewellError
from eval.errors import EvalError
from eval.questions import check_questions
from index.settings import IndexSettings

cli = typer.Typer(
    help="Measure how good the answers are, on written questions only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

SetPath = Annotated[
    Path, typer.Argument(help="A .jsonl set, a SQuAD or XQuAD .json file, or a BEIR directory.")
]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="Directory of the documents.", show_default=False)
]
IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Directory of the index.", show_default=False)
]


@cli.command()
def run(
    questions: SetPath,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the run is written; kept beside the index if left out."),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many, spread over the set.")
    ] = None,
    paragraphs: Annotated[
        Path | None, typer.Option(help="XQuAD file of another language to take paragraphs from.")
    ] = None,
) -> None:
    """Ask the bot every question of a set and report; goes on where it was interrupted."""
    with _plain_errors():
        from eval.session import run_bot

        directory = run_bot(questions, _settings(corpus, index), out, limit, paragraphs)
        typer.echo(f"Report: {directory / 'report.html'}")


@cli.command()
def validate(questions: SetPath, corpus: CorpusOption = None) -> None:
    """Check a .jsonl set against the documents and name every fault with its line."""
    with _plain_errors():
        found, faults = check_questions(questions, load_corpus(_settings(corpus, None).corpus))
        for fault in faults:
            typer.echo(fault, err=True)
        if faults:
            msg = f"{questions}: {len(faults)} faults."
            raise EvalError(msg)
        typer.echo(f"{questions}: {len(found)} questions, no fault.")


def _settings(corpus: Path | None, index: Path | None) -> IndexSettings:
    """Return the settings of the environment, with the command line's on top."""
    given = {"corpus": corpus, "index": index}
    return IndexSettings().model_copy(update={k: v for k, v in given.items() if v is not None})


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn our own errors into one line and exit code 1."""
    try:
        yield
    except QuotewellError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    except ModuleNotFoundError as error:
        if error.name not in ("matplotlib", "langchain_text_splitters"):
            raise
        message = f"Error: evaluation needs {error.name}: pip install -e '.[eval]'"
        typer.echo(message, err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted. The same command goes on from here.", err=True)
        raise typer.Exit(130) from None
