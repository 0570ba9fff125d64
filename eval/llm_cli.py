"""The commands about summaries that a language model phrases."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from corpus import load_corpus
from corpus.cli import CorpusOption
from eval.options import plain_errors
from index.cli import IndexOption, settings_for


class Half(StrEnum):
    """A half of the written statements, or the second set."""

    DEV = "dev"
    TEST = "test"
    SECOND = "second"


cli = typer.Typer(no_args_is_help=True)


@cli.callback()
def about() -> None:
    """Measure what a language model's words must pass before they are shown."""


@cli.command("guards")
def guards_table(
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit the score on the dev half first.")
    ] = False,
    half: Annotated[
        Half, typer.Option(help="Which half, or the second set, to measure on.")
    ] = Half.TEST,
    leaks: Annotated[bool, typer.Option("--leaks", help="Print what is wrongly shown.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Put written statements to the guards: attacks shown, and faithful ones kept."""
    with plain_errors():
        from bot.llm.guards import FILE, Guards
        from eval import statements
        from eval.fit import write
        from eval.statement_tables import print_groups, print_leaks

        settings = settings_for(corpus, index)
        told = statements.read_statements(load_corpus(settings.corpus))
        if fit:
            write(FILE, [statements.fit_guards(told)], "the dev half of eval/llm")
        asked = [one for one in told if one.written.half == half]
        checked = statements.check_all(asked, Guards(settings.embedder().encode_bank))
        console = Console()
        print_groups(console, half, statements.measure_guards(checked))
        if leaks:
            print_leaks(console, checked)
