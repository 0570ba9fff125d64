"""``quotewell corpus …``, and what the commands of every room share.

Exit codes, of every command: 0 done; 1 an error, said in one line; 2 wrong usage;
3 done, but there is something to look at (bad lines, a stale index, lint findings).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.document import Document
from corpus.errors import QuotewellError
from corpus.loader import load_corpus
from corpus.settings import CorpusSettings
from corpus.translations import form

ERROR = 1
FINDINGS = 3

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Directory of the documents."),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The document's id.")]

cli = typer.Typer(help="The documents.", no_args_is_help=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an expected error into one line on standard error and exit code 1."""
    try:
        yield
    except QuotewellError as error:
        typer.echo(f"quotewell: {error}", err=True)
        raise typer.Exit(ERROR) from None


def given(**options: object) -> dict[str, object]:
    """Return the options that were set, so that settings fill in the rest."""
    return {name: value for name, value in options.items() if value is not None}


@cli.command("list")
def list_documents(corpus: CorpusOption = None) -> None:
    """List the documents: id, language, words, bank questions, title."""
    with plain_errors():
        loaded = load_corpus(CorpusSettings.model_validate(given(corpus=corpus)).corpus)
    for document in loaded.values():
        words = sum(len(document.slice(p.span).split()) for p in document.paragraphs())
        questions = sum(q.document == document.id for q in loaded.bank.questions)
        typer.echo(
            f"{document.id}\t{document.language}\t{words} words\t{questions} questions\t"
            f"{document.title} ({document.publisher})"
        )


@cli.command("show")
def show_document(
    document: IdArgument,
    corpus: CorpusOption = None,
) -> None:
    """Print what of a document can be quoted: headings, and one sentence a line."""
    typer.echo("\n".join(shown(_document(document, corpus))))


def shown(document: Document) -> Iterator[str]:
    """Yield the lines that show what of a document can be quoted."""
    page = None
    for section in document.sections:
        yield f"\n{'#' * max(1, len(section.path))} {section.heading or document.title}"
        for paragraph in section.paragraphs:
            before, page = page, document.page_of(paragraph.span)
            yield f"        (page {page})" if page != before else ""
            for sentence in paragraph.sentences:
                yield f"{sentence.start:>6}  {document.slice(sentence)}"


@cli.command("untranslated")
def show_untranslated(
    document: IdArgument,
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="ISO 639-1, such as lv.")],
    corpus: CorpusOption = None,
) -> None:
    """Print, to be filled in, what of a document has no usable translation (docs/corpus.md)."""
    for entry in form(_document(document, corpus), language):
        typer.echo(f"{entry}\n")


def _document(name: str, corpus: Path | None) -> Document:
    with plain_errors():
        loaded = load_corpus(CorpusSettings.model_validate(given(corpus=corpus)).corpus)
    if name not in loaded:
        typer.echo(f"quotewell: no document {name!r}. There are: {', '.join(loaded)}", err=True)
        raise typer.Exit(ERROR)
    return loaded[name]
