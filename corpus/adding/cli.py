"""``quotewell corpus add`` and ``remove``."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.adding.canonical import Wishes, canonical
from corpus.adding.draft import Metadata, Proposal, draft_of, free_id, propose, refuse_twin
from corpus.adding.journal import check_writable
from corpus.adding.preview import preview
from corpus.adding.reading import extract, read_source
from corpus.adding.removing import plan_removal, remove, undo
from corpus.adding.storing import store
from corpus.cli import CorpusOption, given, plain_errors
from corpus.errors import AddError
from corpus.loader import load_corpus
from corpus.manifest import NAME
from corpus.settings import CorpusSettings

cli = typer.Typer()

Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask at the end.")]


@cli.command("add")
def add_document(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A txt, md, html, pdf or docx file.")
    ],
    document: Annotated[
        str | None, typer.Option("--id", help="Short name in small letters.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="As published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code, as en or lv.")] = None,
    licence: Annotated[str | None, typer.Option(help="Who owns it, why it may be shown.")] = None,
    published: Day = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    reviewed_by: Annotated[str | None, typer.Option(help="Who found it right.")] = None,
    reviewed: Day = None,
    review_until: Day = None,
    start: Annotated[str | None, typer.Option(help="First words of the content.")] = None,
    end: Annotated[str | None, typer.Option(help="Last words of the content.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A line that is not content.")] = None,
    heading: Annotated[
        list[str] | None, typer.Option(help="A line that is a heading: “# Words”, “## Words”.")
    ] = None,
    not_heading: Annotated[
        list[str] | None, typer.Option(help="A line taken for a heading that is text.")
    ] = None,
    yes: Yes = False,
    corpus: CorpusOption = None,
) -> None:
    """Add a leaflet: read it, show what could be quoted, and store it whole."""
    with plain_errors():
        directory = CorpusSettings.model_validate(given(corpus=corpus)).corpus
        check_writable(directory)
        loaded = load_corpus(directory) if (directory / NAME).exists() else None
        source = read_source(file)
        extraction = extract(source)
        text = canonical(extraction)
        options = given(
            id=document,
            title=title,
            publisher=publisher,
            language=language,
            licence=licence,
            published=_day(published),
            url=url,
            reviewed_by=reviewed_by,
            reviewed=_day(reviewed),
            review_until=_day(review_until),
        )
        # As in the terminal, "-" says that there is none; it is not asked for again.
        said = given(
            published=published, url=url, reviewed_by=reviewed_by, review_until=review_until
        )
        options |= {key: None for key, words in said.items() if words == "-"}
        metadata = _described(options, propose(extraction, text, loaded))
        wishes = Wishes(
            start or "",
            end or "",
            tuple(drop or ()),
            tuple(heading or ()),
            tuple(not_heading or ()),
        )
        draft = draft_of(source, text, metadata, wishes)
        if loaded is not None:
            refuse_twin(draft, loaded)
        typer.echo("\n".join(preview(draft, extraction.dropped)))
        if loaded is None:
            typer.echo(f"\nThere is no corpus in {directory} yet; this document begins one.")
        _ask("Add it?", yes=yes)
        store(directory, draft)
    # Measured: docs/evaluation.md, "Without a question bank".
    typer.echo(
        f"Added {metadata.id!r}. It answers little until it has questions: without any, only what "
        f"is asked nearly in its own words. Next: quotewell corpus questions draft {metadata.id}, "
        "quotewell corpus lint, quotewell index build."
    )


@cli.command("remove")
def remove_document(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document's id.")],
    yes: Yes = False,
    corpus: CorpusOption = None,
) -> None:
    """Take a document out; its files are kept in removed/."""
    with plain_errors():
        directory = CorpusSettings.model_validate(given(corpus=corpus)).corpus
        check_writable(directory)
        removal = plan_removal(directory, document)
        typer.echo(f"{document}: {removal.questions} bank questions go with it. Files:")
        for name in removal.files:
            typer.echo(f"  {name}")
        if removal.suggested:
            count, first = len(removal.suggested), removal.suggested[0]
            typer.echo(
                f"{NAME} makes the page suggest {count} of them, as “{first}”; take those out of "
                "[suggestions] and [[theme]] too."
            )
        _ask("Remove it?", yes=yes)
        kept = remove(directory, removal, date.today())
    typer.echo(f"Removed. Its files are in {kept}. To undo:\n  {undo(directory, kept)}")
    typer.echo("Next: quotewell index build.")


def _ask(question: str, *, yes: bool) -> None:
    """Go on only if told to.

    Raises:
        AddError: If there is nobody to ask.
        typer.Abort: If the answer is no.
    """
    if yes:
        return
    if not _has_terminal():
        msg = "Nothing was changed: nobody can be asked here. Say --yes if all this is right."
        raise AddError(msg)
    if not typer.confirm(question):
        typer.echo("Nothing was changed.")
        raise typer.Exit


def _described(options: dict[str, Any], proposal: Proposal) -> Metadata:
    """Return the metadata: as given, else as answered in the terminal.

    Raises:
        AddError: If something is missing and there is nobody to ask.
    """
    if _has_terminal():
        return _asked_for(options, proposal)
    needed = ("title", "publisher", "language", "licence")
    missing = [f"--{key}" for key in needed if key not in options]
    if missing:
        found = [
            f"--{key} {value!r}"
            for key in needed
            if f"--{key}" in missing and (value := getattr(proposal, key, None))
        ]
        hint = f" The file suggests: {' '.join(found)}." if found else ""
        msg = f"Say {', '.join(missing)} as well; nobody can be asked here.{hint}"
        raise AddError(msg)
    return Metadata(**{"id": free_id(options["title"], proposal.taken), **options})


def _asked_for(options: dict[str, Any], proposal: Proposal) -> Metadata:
    answers = dict(options)

    def ask(key: str, words: str, proposed: object, read: Callable[[str], object]) -> None:
        if key not in answers:
            answers[key] = typer.prompt(words, default=proposed, value_proc=read)

    ask("title", "Title, as published", proposal.title, _text)
    ask("publisher", "Publisher", proposal.publisher, _text)
    ask("language", "Language of the text (ISO code, as en or lv)", proposal.language, _text)
    ask("licence", "Licence: who owns it, and why may you show it", None, _text)
    ask("published", "Published on (YYYY-MM-DD; - if not stated)", proposal.published or "-", _day)
    ask("url", "Address it was published at (- if none)", "-", _unless_dash)
    ask("reviewed_by", "Reviewed for this corpus by (- if nobody)", "-", _unless_dash)
    if answers["reviewed_by"]:
        ask("reviewed", "Reviewed on (YYYY-MM-DD)", date.today().isoformat(), _day)
        ask("review_until", "To be reviewed again by (YYYY-MM-DD; - if never)", "-", _day)
    ask("id", "Short name", free_id(answers["title"], proposal.taken), _text)
    return Metadata(**answers)


def _has_terminal() -> bool:
    return sys.stdin.isatty()


def _text(answer: str) -> str:
    if not answer.strip():
        msg = "This is needed."
        raise typer.BadParameter(msg)
    return answer.strip()


def _unless_dash(answer: str) -> str | None:
    return None if answer.strip() in ("", "-") else answer.strip()


def _day(answer: str | date | None) -> date | None:
    if answer is None or isinstance(answer, date):
        return answer
    if not _unless_dash(answer):
        return None
    try:
        return date.fromisoformat(answer.strip())
    except ValueError:
        msg = f"{answer!r} is no date; write it as 2026-03-02."
        raise typer.BadParameter(msg) from None
