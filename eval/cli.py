"""The commands: ``quotewell eval …``, also ``python -m eval …``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from corpus import load_corpus
from corpus.cli import CorpusOption
from corpus.cli import plain_errors as own_errors
from corpus.settings import ROOT
from eval.errors import EvalError
from eval.questions import check_questions
from eval.records import read_records
from index.cli import IndexOption, settings_for

cli = typer.Typer(
    help="Measure how good the answers are, on written questions only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

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

CARRIED_WRONGLY = 0.9
"""A follow-up is carried from the least probability, from a half up, at which this share of
the tried questions that should not be carried is left alone, in cross-validation."""


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
) -> None:
    """Ask the bot every question of a set and report; goes on where it was interrupted."""
    with plain_errors():
        from eval.session import run_bot

        directory = run_bot(questions, settings_for(corpus, index), out, limit, paragraphs)
        typer.echo(f"Report: {directory / 'report.html'}")


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


@cli.command("calibrate")
def find_threshold(
    directory: Annotated[Path, typer.Argument(metavar="RUN", help="Directory of a run.")],
    risk: Annotated[float, typer.Option(help="Wanted share of errors among the answered.")] = 0.05,
) -> None:
    """Print the confidence from which answering keeps the risk wanted."""
    with plain_errors():
        from eval.calibrate import calibrate

        on_the_run, surely = calibrate(read_records(directory), risk)
        for title, found in (("On this run", on_the_run), ("With 95 % confidence", surely)):
            if found is None:
                typer.echo(f"{title}: no threshold keeps the risk at {risk}.")
            else:
                typer.echo(
                    f"{title}: answer from {found.confidence:.4f} on; coverage "
                    f"{100 * found.coverage:.1f} %, risk {100 * found.risk:.1f} % "
                    f"(upper bound {100 * found.bound:.1f} %), n={found.n}."
                )


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


@cli.command("fit")
def fit_decision(
    questions: SetPath = DEV,
    hybrid: Annotated[
        bool, typer.Option("--hybrid", help="Fit the path without a bank as well.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Fit the bot's decision on a set that may be tuned on and write bot/decision.toml."""
    with plain_errors():
        from bot.decision import FILE
        from eval.fit import fit, write
        from eval.sets import open_set

        if questions.resolve() in TESTS:
            msg = f"{questions} is a test set; nothing is ever fitted on it. Use {DEV}."
            raise EvalError(msg)
        settings = settings_for(corpus, index)
        opened = open_set(questions, settings, settings.embedder())
        fitted = fit(opened.live, opened.questions.questions, hybrid=hybrid)
        write(FILE, fitted, _named(questions))
        for one in fitted:
            typer.echo(
                f"{one.path}: n={one.n}, cross-validated AUROC {one.auroc:.3f}, answered "
                f"{one.answered:.3f} of the answerable, refused {one.refused:.3f} of the others."
            )


@cli.command("dialogues")
def follow_up_table(
    dialogues: Annotated[Path, typer.Argument(help="Dialogues, .jsonl.")] = DIALOGUES
    / "test.jsonl",
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit the follow-up decision on them first.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Measure follow-ups: those carried over, and those that must not be."""
    with plain_errors():
        from bot.decision import FILE
        from eval import tables
        from eval.dialogues import followup_rows, measure_dialogues, read_dialogues
        from eval.fit import fit_path, write
        from eval.session import bot_for

        if fit and dialogues.name.startswith("test"):
            msg = f"{dialogues} is a test set; nothing is ever fitted on it."
            raise EvalError(msg)
        found = read_dialogues(dialogues)
        settings = settings_for(corpus, index)
        embedder = settings.embedder()
        if fit:
            rows, truth = followup_rows(bot_for(settings, embedder), found)
            fitted = fit_path("followup", rows, truth, CARRIED_WRONGLY)
            write(FILE, [fitted], _named(dialogues))
        tables.print_followed(Console(), measure_dialogues(bot_for(settings, embedder), found))


@cli.command("notices")
def notices_table(
    messages: Annotated[Path, typer.Argument(help="Messages, .jsonl.")] = MESSAGES / "test.jsonl",
    index: IndexOption = None,
) -> None:
    """Measure the clinic's notices: recall on messages of trouble, and false alarms."""
    with plain_errors():
        from bot.cli import ready_safeguard
        from bot.safeguarding.notices import load_notices
        from eval import tables
        from eval.messages import measure_notices, read_messages
        from eval.runner import refuse_live_profiles

        refuse_live_profiles()
        found = read_messages(messages)
        settings = settings_for(None, index)
        safeguard = ready_safeguard(settings, settings.embedder(), load_notices())
        tables.print_noticed(Console(), measure_notices(safeguard, found))


@cli.command("ablation")
def ablation_table(
    questions: SetPath,
    dev: Annotated[Path, typer.Option(help="Set to fit each variant on.")] = DEV,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Measure the decision with some of its features, and without the question bank."""
    with plain_errors():
        from eval import tables
        from eval.ablation import ablate
        from eval.questions import read_questions
        from eval.sets import open_set

        settings = settings_for(corpus, index)
        opened = open_set(questions, settings, settings.embedder())
        fitted_on = read_questions(dev, settings.corpus)
        tables.print_ablation(
            Console(), ablate(opened.live, fitted_on.questions, opened.questions.questions)
        )


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


def _named(path: Path) -> str:
    """Return a set's path as it is written into files: within the project, or its name."""
    whole = path.resolve()
    return str(whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else whole.name)


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
