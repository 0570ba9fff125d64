"""How a draft looks in a terminal, and how a decision about it is asked for.

Whatever matters is said in words; colour and weight only repeat it, for screen readers and
for terminals without either.
"""

import textwrap
from collections.abc import Sequence
from enum import StrEnum

import typer

from corpus import Document
from corpus.drafts import Draft
from index.drafting.neighbours import Conflict
from index.drafting.prompt import LANGUAGE_NAMES
from index.passages import SECTION_SEPARATOR, Passage

WIDTH = 96


class Choice(StrEnum):
    """What can be done with a draft, by the letter that is typed."""

    ACCEPT = "a"
    URGENT = "u"
    MOVE = "m"
    EDIT = "e"
    REJECT = "r"
    SKIP = "s"
    QUIT = "q"


_WORDS = {
    Choice.ACCEPT: "accept",
    Choice.URGENT: "accept as urgent (may be in danger now)",
    Choice.MOVE: "accept, and move here the unanswered questions it is almost the same as",
    Choice.EDIT: "edit",
    Choice.REJECT: "reject",
    Choice.SKIP: "skip",
    Choice.QUIT: "quit",
}


def show_draft(
    document: Document,
    passages: Sequence[Passage],
    draft: Draft,
    conflicts: Sequence[Conflict],
    where: str,
    reads_like: str,
) -> None:
    """Print a draft: where it belongs, what answers it, and what it might be mistaken for.

    Args:
        document: The document it is for.
        passages: Its passages.
        draft: The draft.
        conflicts: What lies nearest.
        where: "3 of 17".
        reads_like: Code of the language the question seems to be in.
    """
    typer.echo(f"\n──── {where} · {document.title} " + "─" * 20)
    if draft.anchor is None:
        typer.echo(f"The document does NOT answer this. Topic: {draft.topic}")
    else:
        _show_passage(document, passages, draft.anchor)
    language = LANGUAGE_NAMES.get(draft.language, draft.language)
    typer.echo(f"\nQuestion ({language}):")
    typer.secho(_wrapped(draft.question, "    "), bold=True)
    typer.echo(f"  written by: {draft.origin}")
    if reads_like != draft.language:
        other = LANGUAGE_NAMES.get(reads_like, reads_like)
        typer.secho(f"  CHECK: it reads like {other}", fg="yellow")
    if conflicts:
        typer.echo("  Nearest questions about something else (1.2 would be the same words):")
    for conflict in conflicts:
        note = "  ALMOST THE SAME: the bot would mix them up" if conflict.serious else ""
        line = f"{conflict.degree:.2f} “{conflict.question}” – {conflict.place}{note}"
        wrapped = _wrapped(line, "    ")
        typer.echo(typer.style(wrapped, fg="yellow") if conflict.serious else wrapped)


def ask_choice(*, answered: bool, movable: bool) -> Choice:
    """Ask what to do with a draft until one of the letters is typed.

    Args:
        answered: Whether the document answers it; only then can it be urgent.
        movable: Whether the bank holds unanswered questions that it might be mixed up with.
    """
    fitting = {Choice.URGENT: answered, Choice.MOVE: movable}
    choices = [one for one in Choice if fitting.get(one, True)]
    typer.echo(" · ".join(f"{one} {_WORDS[one]}" for one in choices))
    while True:
        typed = str(typer.prompt("", prompt_suffix="> ", default="", show_default=False))
        typed = typed.strip().lower()
        if typed in choices:
            return Choice(typed)
        typer.echo(f"  Type one of the letters {', '.join(choices)} and press Enter.")


def ask_line(label: str, current: str = "") -> str:
    """Ask for one line that is not empty, with ``current`` there to be changed."""
    try:
        import readline
    except ImportError:  # then it has to be typed anew
        readline = None  # type: ignore[assignment]  # a module otherwise
    if readline and current:
        readline.set_startup_hook(lambda: readline.insert_text(current))
    try:
        while True:
            typed = str(typer.prompt(label, default=current, show_default=False)).strip()
            if typed:
                return typed
    finally:
        if readline:
            readline.set_startup_hook()


def _show_passage(document: Document, passages: Sequence[Passage], anchor: str) -> None:
    start = document.text.index(anchor)
    end = start + len(anchor)
    for passage in passages:
        if passage.span.start < end and start < passage.span.end:
            typer.echo(SECTION_SEPARATOR.join(passage.section) or document.title)
            for span, text in zip(passage.sentences, passage.sentence_texts, strict=True):
                answers = span.start < end and start < span.end
                mark = "  > " if answers else "    "
                typer.secho(_wrapped(text, mark), bold=answers, dim=not answers)
    typer.echo("  (> answers the question)")


def _wrapped(text: str, indent: str) -> str:
    line = " ".join(text.split())
    return textwrap.fill(
        line,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_on_hyphens=False,  # topics' ids have them
    )
