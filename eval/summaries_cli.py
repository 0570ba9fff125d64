"""The commands that measure summaries by a language model."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from corpus.cli import CorpusOption
from eval.options import plain_errors
from index.cli import IndexOption, settings_for
from index.settings import IndexSettings

cli = typer.Typer()


@cli.command("summaries")
def summaries(
    replies: Annotated[Path, typer.Argument(help="summaries.jsonl of eval run --llm.")],
    show: Annotated[bool, typer.Option("--show", help="Print every statement.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Put a language model's recorded replies to the guards; asks no model."""
    with plain_errors():
        report(replies, settings_for(corpus, index), show=show)


def summarise_run(
    directory: Path, settings: IndexSettings, name: str, base_url: str | None
) -> None:
    """Ask the language model ``name`` to summarise a run's answers, and report.

    Raises:
        ChatModelError: If the model cannot be used.
        EvalError: If the run has no answers.
    """
    from bot.llm.summariser import open_client
    from corpus import load_corpus
    from eval.records import read_records
    from eval.summaries import ask_all, write_replied

    client = open_client(name, base_url)
    replied = ask_all(read_records(directory), load_corpus(settings.corpus), client)
    report(write_replied(directory, replied), settings)


def report(path: Path, settings: IndexSettings, *, show: bool = False) -> None:
    """Print the figures of recorded replies."""
    from bot.llm.guards import Guards
    from bot.llm.summariser import Checker
    from corpus import load_corpus
    from eval.lines import read_lines
    from eval.report import show as written
    from eval.summaries import Replied, check_all, measure

    guards = Guards(settings.embedder().encode_questions)
    checker = Checker(guards, path.name)
    checked = check_all(read_lines(path, Replied), load_corpus(settings.corpus), checker)
    figures = measure(checked)
    console = Console()

    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    for one in checked if show else ():
        tell(f"\n{one.replied.question} ({one.replied.seconds:.1f} s)")
        for statement in one.offered:
            kept = "shown  " if statement.text in one.shown else "dropped"
            judged = {True: "supported", False: "NOT SUPPORTED", None: "not judged"}
            verdict = judged[one.replied.supported.get(statement.text)]
            tell(f"  {kept} {verdict}: {statement.text} {list(statement.cites)}")
    for label, figure, unit in (
        ("answers with a summary", figures.coverage, "%"),
        ("statements shown an answer", figures.shown, ""),
        ("statements kept of those offered", figures.kept, "%"),
        ("statement precision, of those shown and judged", figures.precision, "%"),
    ):
        tell(f"{label}: {written(figure, unit)}, n = {figure.n}")
    p50, p95 = figures.seconds
    tell(f"seconds a reply: {p50:.1f} (median), {p95:.1f} (95th percentile)")
