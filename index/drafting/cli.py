"""``quotewell corpus questions …``: drafting bank questions, and their review."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer

from corpus import Corpus, Document, load_corpus
from corpus.bank import UNANSWERED
from corpus.cli import FINDINGS, CorpusOption, given, plain_errors
from corpus.drafts import add_drafts, read_drafts
from corpus.errors import CorpusError
from corpus.settings import CorpusSettings
from index.cli import ChromaOption, IndexOption, ensure_index, settings_for
from index.drafting.checking import Checker
from index.drafting.form import form_path, read_form
from index.drafting.form_writing import write_form
from index.drafting.neighbours import Neighbours
from index.drafting.review import Review, Tally
from index.drafting.standing import standing
from index.passages import split_passages
from index.settings import IndexSettings
from index.store import OpenIndex

LANGUAGES = "en,lv"
"""The interface's languages, which a bank has questions in."""

LanguagesOption = Annotated[
    str, typer.Option("--languages", metavar="CODES", help="Languages of the questions.")
]

cli = typer.Typer(help="Questions for the bank: drafted, then reviewed.", no_args_is_help=True)


@cli.command()
def draft(
    document: Annotated[str, typer.Argument(metavar="ID", help="The document's id.")],
    model: Annotated[
        str | None,
        typer.Option(metavar="PROVIDER:NAME", help="A chat model; without one, writes a form."),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the chat model is served.")
    ] = None,
    languages: LanguagesOption = LANGUAGES,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds one reply may take, instead of three minutes.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask about passages that have enough questions too.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
) -> None:
    """Draft questions for a document with a chat model, or write a form to fill in."""
    # Brings most of LangChain along, which no other command should wait for.
    from index.drafting.chat_model import TIMEOUT, Asker, open_chat_model
    from index.drafting.drafter import draft_questions, wanting

    with plain_errors():
        codes = _codes(languages)
        settings = settings_for(corpus, index, chroma)
        loaded = load_corpus(settings.corpus)
        chosen = _document(loaded, document)
        asker = (
            Asker(open_chat_model(model, base_url), model, timeout or TIMEOUT) if model else None
        )
        with _neighbours(settings, loaded) as near:
            if asker is None:
                path = write_form(loaded.directory, chosen, near, codes)
                typer.echo(f"{path} is ready to be filled in; it says how. Then run:")
                typer.echo(f"quotewell corpus questions review {document}")
                return
            passages = (
                list(split_passages(chosen)) if everything else wanting(loaded, chosen, codes)
            )
            if not passages:
                typer.echo("Every passage has questions enough, drafts counted; --all asks anyway.")
                return
            outcome = draft_questions(
                loaded, chosen, passages, asker, near, codes, date.today(), _tell
            )
    typer.echo(
        f"{outcome.kept} drafts for {document}, none of them used until accepted: "
        f"quotewell corpus questions review {document}"
    )
    if outcome.lost:
        typer.echo(f"{outcome.lost} of {outcome.passages} passages got no usable reply.", err=True)
        raise typer.Exit(FINDINGS)


@cli.command()
def review(
    document: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The document's id; all without it.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who reviews.")] = None,
    languages: LanguagesOption = LANGUAGES,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
) -> None:
    """Look at each draft: accept, edit, reject or skip it; filled forms are read first."""
    with plain_errors():
        codes = _codes(languages)
        settings = settings_for(corpus, index, chroma)
        loaded = load_corpus(settings.corpus)
        chosen = [_document(loaded, document)] if document else list(loaded.values())
        if not at_terminal():
            msg = (
                "A review asks a person about each question and needs a terminal to do so. Run "
                "it in one; “quotewell corpus questions status” says what waits."
            )
            raise CorpusError(msg)
        problems = [line for one in chosen for line in _take_form(loaded, one, codes)]
        for line in problems:
            typer.echo(line, err=True)
        chosen = [one for one in chosen if read_drafts(loaded.directory, one.id).draft]
        if not chosen:
            typer.echo("No drafts wait. Make some with: quotewell corpus questions draft ID")
        else:
            _walk(settings, loaded, chosen, codes, by or _ask_name())
    if problems:
        raise typer.Exit(FINDINGS)


@cli.command()
def status(corpus: CorpusOption = None, languages: LanguagesOption = LANGUAGES) -> None:
    """Count questions for each document: accepted, waiting, rejected, stale."""
    with plain_errors():
        codes = _codes(languages)
        loaded = load_corpus(CorpusSettings.model_validate(given(corpus=corpus)).corpus)
        for line in standing(loaded, codes):
            typer.echo(line)


def at_terminal() -> bool:
    """Tell whether somebody can be asked."""
    return sys.stdin.isatty()


def _walk(
    settings: IndexSettings, corpus: Corpus, documents: list[Document], codes: list[str], by: str
) -> None:
    total = Tally()
    with _neighbours(settings, corpus) as near:
        for one in documents:

            def checker(of: Document = one) -> Checker:
                return Checker(corpus, of, read_drafts(corpus.directory, of.id), codes)

            total += Review(corpus, one, near, checker, by, date.today()).walk()
            if total.quit:
                break
    typer.echo(
        f"\nAccepted {total.accepted}, rejected {total.rejected}, skipped {total.skipped}. "
        "Every decision is saved."
    )
    if total.moved:
        typer.echo(f"{total.moved} questions are not in {UNANSWERED} any more: answered now.")
    if total.stale:
        typer.echo(f"{total.stale} drafts belong to sentences no longer in the document.")
    if total.accepted:
        typer.echo("The bot uses them after: quotewell corpus lint; quotewell index build")


def _take_form(corpus: Corpus, document: Document, codes: list[str]) -> tuple[str, ...]:
    """Put what is new in a document's form among its drafts, and return the problems."""
    if not form_path(corpus.directory, document.id).exists():
        return ()
    checker = Checker(corpus, document, read_drafts(corpus.directory, document.id), codes)
    filled = read_form(corpus.directory, document, checker, f"form {date.today().isoformat()}")
    if filled.drafts:
        add_drafts(corpus.directory, document.id, filled.drafts)
        typer.echo(f"{document.id}: {len(filled.drafts)} questions taken from the form.")
    return filled.problems


@contextmanager
def _neighbours(settings: IndexSettings, corpus: Corpus) -> Iterator[Neighbours]:
    embedder = settings.embedder()
    ensure_index(settings, embedder)
    opened = OpenIndex(corpus, embedder, settings.place())
    try:
        yield Neighbours(opened, embedder)
    finally:
        opened.close()


def _document(corpus: Corpus, name: str) -> Document:
    if name not in corpus:
        msg = f"There is no document {name!r}. There are: {', '.join(corpus)}."
        raise CorpusError(msg)
    return corpus[name]


def _codes(languages: str) -> list[str]:
    codes = [code.strip() for code in languages.split(",")]
    if not all(len(code) == 2 and code.isascii() and code.islower() for code in codes):
        msg = f"--languages {languages!r}: give codes of two letters, such as en,lv."
        raise CorpusError(msg)
    return codes


def _ask_name() -> str:
    try:
        login = getpass.getuser()
    except (OSError, KeyError):  # a container without a user of that number
        login = None
    return str(typer.prompt("Your name, kept with what you accept", default=login)).strip()


def _tell(line: str) -> None:
    typer.echo(line, err=True)
