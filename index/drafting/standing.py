"""How far the questions for each document are: accepted, waiting, rejected, stale."""

from collections.abc import Iterator, Sequence
from datetime import date

from corpus import Corpus, Document
from corpus.drafts import drafts_folder, read_drafts
from index.drafting.checking import Checker
from index.drafting.form import read_form


def standing(corpus: Corpus, languages: Sequence[str]) -> Iterator[str]:
    """Yield a line for each document, one for unanswered questions, and what belongs to none.

    Raises:
        DraftError: If drafts or a form cannot be read.
    """
    for document in corpus.values():
        yield f"{document.id}: {', '.join(_counts(corpus, document, languages))}"
    unanswered = sum(not q.answered for q in corpus.bank.questions)
    if unanswered:
        yield f"not answered by any document: {unanswered} accepted"
    for path in sorted(drafts_folder(corpus.directory).glob("*.toml")):
        if path.stem not in corpus:
            yield f"{path}: drafts for a document that is not in the corpus"


def _counts(corpus: Corpus, document: Document, languages: Sequence[str]) -> Iterator[str]:
    accepted = sum(q.document == document.id for q in corpus.bank.questions)
    yield f"{accepted} accepted"
    drafts = read_drafts(corpus.directory, document.id)
    moved = sum(
        one.anchor is not None and document.text.count(one.anchor) != 1 for one in drafts.draft
    )
    yield f"{len(drafts.draft) - moved} drafts waiting"
    checker = Checker(corpus, document, drafts, languages)
    filled = read_form(corpus.directory, document, checker, f"form {date.today().isoformat()}")
    if filled.drafts or filled.problems:
        lines = f", {len(filled.problems)} lines to mend" if filled.problems else ""
        yield f"{len(filled.drafts)} more in the form{lines}"
    yield f"{len(drafts.rejected)} rejected"
    stale = sum(count for path, _, count in corpus.bank.stale if path.stem == document.id)
    yield f"{stale + moved} stale (their sentence is no longer in the document, or twice)"
