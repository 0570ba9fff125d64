"""Cut one to three quotes out of the candidates, best first.

A quote is a run of whole sentences of one passage: those the retrieval points to, widened
until nothing is torn (see :mod:`corpus.binding`), within a budget of words. A further
quote is given only when it is likely enough to answer too: one that does not costs the
reader more than it helps.
"""

from collections.abc import Sequence

from bot.answer import Quote
from bot.candidates import Candidate
from corpus import Span
from corpus.binding import whole_quote

MAX_QUOTES = 3
MAX_WORDS = 120
"""Words of all quotes together; one longer than this alone is still given, whole, and so is
what another document says to the same question."""

FOCUS = 0.35
"""A sentence is wanted if at least this share of the best sentence's votes point to it. Less
makes longer quotes, which leave less room for further ones."""

WORTH = 0.15
"""A further candidate is quoted if it answers too with at least this probability. Dev hardly
tells; for questions in words the bank does not know, a quarter costs four points of the
supported (docs/decisions.md)."""


def cut_quotes(
    candidates: Sequence[Candidate], others: Sequence[Sequence[Candidate]] = ()
) -> tuple[Quote, ...]:
    """Return the quotes for an answered question; at least one.

    Args:
        candidates: Best first; at least one.
        others: Likewise, for each further need of the same message.
    """
    close = [one for one in candidates[1:] if one.worth >= WORTH]
    rivals = [one for need in (candidates, *others) for one in need if one.rival]
    quotes: dict[str, Quote] = {}
    words = 0
    # Each need has its best quote before any has a second one.
    for candidate in (candidates[0], *(other[0] for other in others), *rivals, *close):
        quote = cut_quote(candidate)
        over = quotes and words + quote.words() > MAX_WORDS and not candidate.rival
        if candidate.passage.id in quotes or over:
            continue
        quotes[candidate.passage.id] = quote
        words += quote.words()
        if len(quotes) == MAX_QUOTES:
            break
    return tuple(quotes.values())


def cut_quote(candidate: Candidate) -> Quote:
    """Quote the sentences of the candidate that the retrieval points to."""
    passage, focus = candidate.passage, candidate.focus
    best = max(range(len(focus)), key=focus.__getitem__)
    wanted = [n for n, votes in enumerate(focus) if votes >= FOCUS * focus[best]]
    texts = passage.sentence_texts
    first, last = whole_quote(texts, best, best, passage.language)
    # Take in the other wanted sentences, nearest first, while the whole stays in bounds.
    for number in sorted(wanted, key=lambda n: abs(n - best)):
        wider = whole_quote(texts, min(first, number), max(last, number), passage.language)
        if sum(len(text.split()) for text in texts[wider[0] : wider[1] + 1]) <= MAX_WORDS:
            first, last = wider
    span = Span(passage.sentences[first].start, passage.sentences[last].end)
    return Quote.cut(passage.document, passage.section, span)
