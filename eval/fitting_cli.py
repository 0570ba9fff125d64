"""The commands that choose numbers on sets made for it, or look into the parts of the bot."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from corpus.cli import CorpusOption
from corpus.settings import ROOT
from eval.errors import EvalError
from eval.options import DEV, DIALOGUES, FRAMES, MESSAGES, TESTS, SetPath, plain_errors
from eval.records import read_records
from index.cli import IndexOption, settings_for

cli = typer.Typer(no_args_is_help=True)

CARRIED_WRONGLY = 0.9
"""A follow-up is carried from the least probability, from a half up, at which this share of
the tried questions that should not be carried is left alone, in cross-validation."""


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


@cli.command("fit")
def fit_decision(
    questions: SetPath = DEV,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Fit the bank's decision on a set that may be tuned on and write bot/decision.toml."""
    with plain_errors():
        from bot.decision import FILE
        from eval.fit import fit, write
        from eval.sets import open_set

        if questions.resolve() in TESTS:
            msg = f"{questions} is a test set; nothing is ever fitted on it. Use {DEV}."
            raise EvalError(msg)
        settings = settings_for(corpus, index)
        opened = open_set(questions, settings, settings.embedder())
        fitted = fit(opened.live, opened.questions.questions)
        write(FILE, fitted, _named(questions))
        for one in fitted:
            typer.echo(
                f"{one.path}: n={one.n}, cross-validated AUROC {one.auroc:.3f}, answered "
                f"{one.answered:.3f} of the answerable, refused {one.refused:.3f} of the others."
            )


@cli.command("fit-words")
def fit_without_bank(
    documents: Annotated[Path, typer.Argument(help="A SQuAD 2.0 file to fit on.")],
    test: Annotated[
        Path | None,
        typer.Option(help="Another one to measure with; articles in both are left out."),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Fit the decision about documents without a bank on public questions; measure it on others."""
    with plain_errors():
        from bot.decision import FILE, Decider
        from eval import tables
        from eval.fit import write
        from eval.fit_words import cases_of, fit_words, shown_of
        from eval.sets import open_paragraphs

        settings = settings_for(None, index)
        embedder = settings.embedder()
        cases = cases_of(documents, open_paragraphs(documents, settings, embedder))
        fitted, over = fit_words(cases)
        write(FILE, [fitted], _named(documents))
        tables.print_shown(Console(), "Articles held out", shown_of(cases, over.tolist()))
        if test:
            fitted_on = {case.article for case in cases}
            others = cases_of(test, open_paragraphs(test, settings, embedder))
            cases = [case for case in others if case.article not in fitted_on]
            decider = Decider()
            shown = [decider.would_show("hybrid", case.features) for case in cases]
            tables.print_shown(Console(), "Other articles", shown_of(cases, shown))


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


@cli.command("manners")
def manners_table(
    questions: Annotated[Path, typer.Argument(help="Questions, .jsonl.")] = DEV,
    frames: Annotated[Path, typer.Option(help="What is put around them, .jsonl.")] = FRAMES,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Measure what a greeting or thanks around a question costs."""
    with plain_errors():
        from eval import tables
        from eval.manners import measure_manners, read_frames
        from eval.questions import read_questions
        from eval.session import bot_for

        settings = settings_for(corpus, index)
        bot = bot_for(settings, settings.embedder())
        around, asked = read_frames(frames), read_questions(questions, settings.corpus).questions
        tables.print_mannered(Console(), measure_manners(bot, around, asked))


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


def _named(path: Path) -> str:
    """Return a set's path as it is written into files: within the project, or its name."""
    whole = path.resolve()
    return str(whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else whole.name)
