"""Judge one answer against the gold quotes, by offsets alone. No model has a say."""

from corpus import Span
from eval.measures import squad_f1
from eval.questions import SetQuestion
from eval.records import Given, Ranked, Ranks, Shown, Stage, Verdict
from eval.reference import Reference, holds
from index.lexical import fold

RETRIEVED = 10
"""A passage below this rank counts as not retrieved when a failure is explained."""


def judge(asked: SetQuestion, given: Given, reference: Reference) -> Verdict:
    """Return the verdict on what a system gave for a question.

    Args:
        asked: The question, with its gold.
        given: What the system gave.
        reference: The documents the question is about.
    """
    gold_documents = {gold.doc for gold in asked.gold}
    supporting = [supports(quote, asked, reference) for quote in given.quotes]
    supported = any(supporting)
    shown = " ".join(quote.text for quote in given.quotes)
    mentions = all(fold(words) in fold(shown) for words in asked.must_mention)
    right = (supported and mentions) if asked.answerable else not given.answered
    ranks = _ranks(asked, given, reference) if asked.answerable else None
    return Verdict(
        right=right,
        supported=supported,
        first=bool(supporting) and supporting[0],
        right_document=any(quote.doc in gold_documents for quote in given.quotes),
        valid=all(is_valid(quote, reference) for quote in given.quotes),
        words=sum(len(quote.text.split()) for quote in given.quotes),
        f1=squad_f1(shown, [_gold_text(g.doc, g.quote, reference) for g in asked.gold]),
        would_err=_would_err(asked, given, right, reference),
        all_documents=ranks,
        by_language=_by_language(asked, given, reference),
        stage=None if right else _stage(asked, given, ranks),
    )


def is_valid(quote: Shown, reference: Reference) -> bool:
    """Tell whether a quote is the document's own characters, and content throughout."""
    document = reference.corpus.get(quote.doc)
    if document is None or not 0 <= quote.start < quote.end <= len(document.text):
        return False
    span = Span(quote.start, quote.end)
    return document.slice(span) == quote.text and reference.quotable(quote.doc, span)


def supports(piece: Shown | Ranked, asked: SetQuestion, reference: Reference) -> bool:
    """Tell whether ``piece`` holds most of one of the question's gold quotes."""
    if piece.end <= piece.start:
        return False
    span = Span(piece.start, piece.end)
    for gold in asked.gold:
        if gold.doc == piece.doc:
            # Where only the document is known, whatever is of it supports.
            if gold.quote is None:
                return True
            if any(holds(span, place) for place in reference.spans(gold.doc, gold.quote)):
                return True
    return False


def _would_err(asked: SetQuestion, given: Given, right: bool, reference: Reference) -> bool:
    if not asked.answerable:
        return True
    if given.answered:
        return not right
    return not any(supports(quote, asked, reference) for quote in given.withheld)


def _ranks(
    asked: SetQuestion, given: Given, reference: Reference, language: str | None = None
) -> Ranks:
    """Rank the relevant among all candidates, or among those in one language."""
    relevant: set[str] = set()
    for gold in asked.gold:
        if language in (None, reference.corpus[gold.doc].language):
            relevant |= reference.relevant(gold.doc, gold.quote)
    ranked = [
        one for one in given.candidates if language in (None, reference.corpus[one.doc].language)
    ]
    # Another system's chunks are no passages of ours: what they hold tells.
    ranks = tuple(
        rank
        for rank, one in enumerate(ranked, start=1)
        if f"{one.doc}:{one.start}-{one.end}" in relevant or supports(one, asked, reference)
    )
    return Ranks(ranks=ranks, relevant=max(len(relevant), len(ranks)))


def _by_language(asked: SetQuestion, given: Given, reference: Reference) -> dict[str, Ranks]:
    languages = {reference.corpus[gold.doc].language for gold in asked.gold}
    return {one: _ranks(asked, given, reference, one) for one in sorted(languages)}


def _gold_text(document: str, quote: str | None, reference: Reference) -> str:
    return reference.corpus[document].text if quote is None else quote


def _stage(asked: SetQuestion, given: Given, ranks: Ranks | None) -> Stage:
    if not asked.answerable:
        return "wrongly_answered"
    if ranks is None or min(ranks.ranks, default=RETRIEVED + 1) > RETRIEVED:
        return "not_retrieved"
    return "not_chosen" if given.answered else "wrongly_refused"
