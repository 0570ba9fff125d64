"""The commands: ``quotewell eval …``, also ``python -m eval …``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import LlmBaseUrlOption, LlmOption
from corpus import load_corpus
from corpus.cli import CorpusOption
from corpus.settings import ROOT
from eval.errors import EvalError
from eval.fitting_cli import cli as fitting_cli
from eval.llm_cli import cli as llm_cli
from eval.options import DEV, TESTS, LimitOption, OutOption, SetPath, plain_errors
from eval.questions import check_questions
from eval.records import read_records
from eval.summaries_cli import cli as summaries_cli
from eval.summaries_cli import summarise_run
from index.cli import IndexOption, settings_for

cli = typer.Typer(
    help="Measure how good the answers are, on written questions only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

cli.registered_commands += fitting_cli.registered_commands
cli.registered_commands += summaries_cli.registered_commands
cli.add_typer(llm_cli, name="llm")


@cli.command()
def run(
    questions: SetPath,
    out: OutOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    limit: LimitOption = None,
    paragraphs: Annotated[
        Path | None, typer.Option(help="XQuAD file of another language to take paragraphs from.")
    ] = None,
    llm: LlmOption = None,
    llm_base_url: LlmBaseUrlOption = None,
) -> None:
    """Ask the bot every question of a set and report; goes on where it was interrupted."""
    with plain_errors():
        from eval.session import run_bot

        settings = settings_for(corpus, index)
        directory = run_bot(questions, settings, out, limit, paragraphs)
        typer.echo(f"Report: {directory / 'report.html'}")
        if llm:
            summarise_run(directory, settings, llm, llm_base_url)


@cli.command("compare")
def compare_runs(
    first: Annotated[Path, typer.Argument(help="Directory of the run before.")],
    second: Annotated[Path, typer.Argument(help="Directory of the run after.")],
) -> None:
    """Compare two runs of one set: paired figures, and the questions that changed."""
    with plain_errors():
        from eval import tables
        from eval.compare import compare

        rows, changes = compare(read_records(first), read_records(second))
        console = Console()
        tables.print_differences(console, rows)
        tables.print_changes(console, changes)


@cli.command()
def baselines(
    questions: SetPath,
    out: OutOption = None,
    dev: Annotated[Path, typer.Option(help="Set to choose the baselines' thresholds on.")] = DEV,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    limit: LimitOption = None,
) -> None:
    """Measure the tutorial pipeline, BM25 alone, dense alone and the bot, side by side."""
    with plain_errors():
        from eval import tables
        from eval.versus import side_by_side

        where, sides = side_by_side(questions, dev, settings_for(corpus, index), out, limit)
        tables.print_sides(Console(), sides)
        typer.echo(f"Runs: {where}")


@cli.command("gate")
def check_gate(
    out: OutOption = None, corpus: CorpusOption = None, index: IndexOption = None
) -> None:
    """Run the test set and fail when a figure is below its floor in gate.toml."""
    with plain_errors():
        from eval.gate import breaches, read_gate
        from eval.session import run_bot, write_results

        gate = read_gate()
        directory = run_bot(ROOT / gate.set, settings_for(corpus, index), out)
        found = breaches(write_results(directory, gate.set.stem), gate)
        for breach in found:
            typer.echo(breach, err=True)
        if found:
            msg = f"the gate is closed. Report: {directory / 'report.html'}"
            raise EvalError(msg)
        typer.echo(f"The gate is open. Report: {directory / 'report.html'}")


@cli.command()
def independence(corpus: CorpusOption = None) -> None:
    """Check that no dev or bank question is nearly a test question."""
    with plain_errors():
        from eval.independence import Asked, offences, questions_in

        bank = load_corpus(settings_for(corpus, None).corpus).bank.questions
        test = [one for path in TESTS for one in questions_in(path)]
        dev = questions_in(DEV)
        found = offences(test, [*dev, *(Asked("question bank", one.text) for one in bank)])
        for one in found:
            typer.echo(
                f"{one.other.where}: “{one.other.text}” is nearly {one.test.where}: "
                f"“{one.test.text}” ({one.similarity:.2f}). Take the first one out.",
                err=True,
            )
        counts = f"{len(test)} test, {len(dev)} dev and {len(bank)} bank questions"
        if found:
            msg = f"{len(found)} near-duplicates of test questions among {counts}."
            raise EvalError(msg)
        typer.echo(f"No near-duplicate among {counts}.")


@cli.command("crowd")
def crowd_runs(
    documents: Annotated[Path, typer.Argument(help="A SQuAD file: documents without a bank.")],
    questions: Annotated[Path, typer.Option(help="Our own set.")] = DEV,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    limit: LimitOption = None,
) -> None:
    """Ask our questions, and those of a file, of our documents among the file's."""
    with plain_errors():
        from eval.session import run_crowd

        for directory in run_crowd(documents, questions, settings_for(corpus, index), limit):
            typer.echo(f"Report: {directory / 'report.html'}")


@cli.command()
def validate(questions: SetPath, corpus: CorpusOption = None) -> None:
    """Check a .jsonl set against the documents and name every fault with its line."""
    with plain_errors():
        found, faults = check_questions(questions, load_corpus(settings_for(corpus, None).corpus))
        for fault in faults:
            typer.echo(fault, err=True)
        if faults:
            msg = f"{questions}: {len(faults)} faults."
            raise EvalError(msg)
        typer.echo(f"{questions}: {len(found)} questions, no fault.")
