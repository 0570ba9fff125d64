"""``quotewell index …``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus import Corpus, load_corpus
from corpus.cli import FINDINGS, CorpusOption, given, plain_errors
from corpus.cli import cli as corpus_cli
from corpus.diff import changes, sentences_of
from corpus.lint import lint_corpus
from index.bank_lint import BankFinding, lint_bank
from index.build import build_index
from index.duplicate_lint import near_duplicates
from index.embedder import Embedder
from index.errors import IndexDamagedError, IndexStoreError
from index.finding import Finding
from index.parts import read_vectors, vector_key
from index.reach_lint import overlong, unreachable
from index.rivals import rival_findings
from index.settings import IndexSettings
from index.store import OpenIndex

WORST = 20
"""Findings of one kind that ``corpus lint`` names unless asked for all."""

TOLERANCE = 1e-5
"""Largest difference between a stored number and Chroma's copy of it."""

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Directory of the index."),
]
ChromaOption = Annotated[
    str | None,
    typer.Option(
        "--chroma", metavar="URL", help="Chroma server that holds the vectors (docs/scale.md)."
    ),
]

cli = typer.Typer(help="The index: a cache made from the documents.", no_args_is_help=True)


def settings_for(
    corpus: Path | None, index: Path | None, chroma: str | None = None
) -> IndexSettings:
    """Return the environment's settings with the command line's on top.

    Raises:
        IndexServerError: If the Chroma server's address makes no sense.
    """
    return IndexSettings.model_validate(given(corpus=corpus, index=index, chroma=chroma))


def ensure_index(settings: IndexSettings, embedder: Embedder, *, force: bool = False) -> int:
    """Build the index if it is missing or stale, with a progress bar on standard error.

    Returns:
        How many texts were embedded; 0 if the index was current.
    """
    corpus, place = load_corpus(settings.corpus), settings.place()
    with progress_bar("Building the index") as progress:
        _, fresh = build_index(corpus, embedder, place, force=force, progress=progress)
    return fresh


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function (done, total) that shows a bar on standard error once it is called."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embed", total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


@cli.command()
def build(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    force: Annotated[bool, typer.Option("--force", help="Embed everything anew.")] = False,
) -> None:
    """Build the index if it is missing or stale."""
    with plain_errors():
        settings = settings_for(corpus, index, chroma)
        fresh = ensure_index(settings, settings.embedder(), force=force)
    typer.echo(f"The index in {_where(settings)} is current; {fresh} texts were embedded.")


@cli.command()
def status(
    corpus: CorpusOption = None, index: IndexOption = None, chroma: ChromaOption = None
) -> None:
    """Say whether the index is current; exit code 3 if it is not."""
    with plain_errors():
        settings = settings_for(corpus, index, chroma)
        loaded = load_corpus(settings.corpus)
    for due in loaded.values():
        if due.review_overdue(date.today()):
            typer.echo(f"{due.id}: its review was due on {due.review_until}.")
    try:
        opened = OpenIndex(loaded, settings.embedder(), settings.place())
    except IndexStoreError as error:
        typer.echo(str(error))
        raise typer.Exit(FINDINGS) from None
    questions = loaded.bank.questions
    answered = sum(q.answered for q in questions)
    typer.echo(f"current: {_where(settings)}")
    typer.echo(f"documents: {len(loaded)}, passages: {len(opened.contents.passages)}")
    if questions:
        typer.echo(f"question bank: {answered} answered, {len(questions) - answered} unanswered")
    covered = {q.document for q in questions if q.answered}
    for document in loaded:
        if document not in covered:
            typer.echo(
                f"{document}: no bank questions. It answers little until it has some: quotewell "
                f"corpus questions draft {document}"
            )
    opened.close()


@cli.command()
def verify(
    corpus: CorpusOption = None, index: IndexOption = None, chroma: ChromaOption = None
) -> None:
    """Compare the index with the documents, file by file and vector by vector."""
    with plain_errors():
        settings = settings_for(corpus, index, chroma)
        embedder = settings.embedder()
        opened = OpenIndex(load_corpus(settings.corpus), embedder, settings.place())
        count = _verify(opened, embedder)
        opened.close()
    typer.echo(f"Every file, passage and vector is as built ({count} vectors).")


# Stands here because likeness is the index's matter, and the corpus must not know the index.
@corpus_cli.command()
def lint(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Name every finding, not the worst of each kind.")
    ] = False,
) -> None:
    """Look for what an editor should mend; exit code 3 if there is anything."""
    with plain_errors():
        settings = settings_for(corpus, index, chroma)
        loaded = load_corpus(settings.corpus)
        findings = lint_corpus(loaded)
        for finding in findings:
            typer.echo(finding)
        near = _lint_index(settings, loaded)
    for kind, group in groupby(near, key=lambda one: one.kind):
        members = list(group)
        for one in members if everything else members[:WORST]:
            typer.echo(str(one))
        if len(members) > WORST and not everything:
            typer.echo(f"… and {len(members) - WORST} more of this kind ({kind}): --all")
    count = len(findings) + len(near)
    typer.echo(f"{count} findings", err=True)
    if count:
        raise typer.Exit(FINDINGS)


@corpus_cli.command("diff")
def diff_corpus(
    before: Annotated[
        Path | None,
        typer.Option("--with", metavar="DIR", help="Compare with an earlier copy of the corpus."),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
) -> None:
    """Say what changed since the index was built; exit code 3 if anything did."""
    with plain_errors():
        settings = settings_for(corpus, index, chroma)
        loaded = load_corpus(settings.corpus)
        old = sentences_of(load_corpus(before)) if before else settings.place().sentences()
    lines = list(changes(old, loaded))
    typer.echo("\n".join(lines) or "Nothing that can be quoted has changed.")
    if lines:
        raise typer.Exit(FINDINGS)


def _lint_index(settings: IndexSettings, corpus: Corpus) -> list[Finding | BankFinding]:
    """Return what likeness tells; of a corpus no index can be built from, only why not."""
    embedder = settings.embedder()
    try:
        opened = OpenIndex(corpus, embedder, settings.place())
    except IndexStoreError:
        # Building would stop at the first of these, and after embedding the others.
        long = overlong(corpus, embedder)
        if long:
            return [*long]
        ensure_index(settings, embedder)
        opened = OpenIndex(corpus, embedder, settings.place())
    try:
        return [
            *rival_findings(opened),
            *lint_bank(opened),
            *unreachable(opened, embedder),
            *near_duplicates(opened, embedder),
        ]
    finally:
        opened.close()


def _where(settings: IndexSettings) -> str:
    return settings.chroma or str(settings.index)


def _verify(opened: OpenIndex, embedder: Embedder) -> int:
    known = read_vectors(opened.version)
    count = 0
    for name, records in opened.contents.collections.items():
        stored = opened.stored_vectors(name)
        if stored.keys() != {record.id for record in records}:
            msg = f"The collection {name!r} does not hold the documents' passages. Rebuild it."
            raise IndexDamagedError(msg)
        for record in records:
            expected = known.get(vector_key(embedder, record))
            if expected is None or np.abs(stored[record.id] - expected).max() > TOLERANCE:
                msg = f"The vector of {record.id} in {name!r} is not the one built. Rebuild it."
                raise IndexDamagedError(msg)
            count += 1
    return count
