"""Let a chat model propose questions for a document, passage by passage.

What came of a passage is kept before the next is asked about. A reply that is broken,
hostile or endless costs its own passage; a model that does not answer ends the run.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus import Corpus, Document, Span
from corpus.drafts import Draft, add_drafts, read_drafts
from corpus.lint import QUESTIONS_EACH
from index.drafting.chat_model import Asker
from index.drafting.checking import Checker, ProposalError
from index.drafting.neighbours import Neighbours
from index.drafting.prompt import messages_for
from index.drafting.reply import Reply, ReplyError
from index.passages import Passage, split_passages

NEAR_QUESTIONS = 40
"""Questions nearest to a passage, whose topics and wordings the model is shown ..."""

PATTERNS = 4
"""... at most so many of each language, ..."""

TOPICS = 12
"""... and at most so many topics, to keep within a small model's window."""


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        kept: Drafts made.
        lost: Passages whose reply was of no use.
        passages: Passages asked about.
    """

    kept: int = 0
    lost: int = 0
    passages: int = 0


def wanting(corpus: Corpus, document: Document, languages: Sequence[str]) -> list[Passage]:
    """Return the passages with too few questions in a language, drafts counted."""
    asked = [
        (q.language, q.anchor)
        for q in corpus.bank.questions
        if q.document == document.id and q.anchor is not None
    ]
    for draft in read_drafts(corpus.directory, document.id).draft:
        start = document.text.find(draft.anchor) if draft.anchor else -1
        if draft.anchor and start >= 0:
            asked.append((draft.language, Span(start, start + len(draft.anchor))))
    return [
        passage
        for passage in split_passages(document)
        if any(
            sum(code == language and passage.span.overlap(span) > 0 for code, span in asked)
            < QUESTIONS_EACH
            for language in languages
        )
    ]


def draft_questions(
    corpus: Corpus,
    document: Document,
    passages: Sequence[Passage],
    asker: Asker,
    neighbours: Neighbours,
    languages: Sequence[str],
    today: date,
    tell: Callable[[str], None],
) -> Outcome:
    """Ask about each of ``passages`` and keep what passes, saying a line for each.

    Raises:
        ChatModelError: If the model does not answer; what came before is kept.
        DraftError: If the drafts cannot be read or written.
    """
    drafts = read_drafts(corpus.directory, document.id)
    checker = Checker(corpus, document, drafts, languages)
    origin = f"model {asker.name} {today.isoformat()}"
    outcome = Outcome()
    for number, passage in enumerate(passages, start=1):
        where = f"passage {number} of {len(passages)}"
        near = neighbours.near_passage(passage)[:NEAR_QUESTIONS]
        topics = {q.topic: neighbours.topic_name(q.topic) for q in near if q.topic is not None}
        patterns = [
            q.text
            for language in languages
            for q in [q for q in near if q.language == language][:PATTERNS]
        ]
        outcome.passages += 1
        try:
            first = dict(list(topics.items())[:TOPICS])
            reply, unread = asker.ask(messages_for(passage, languages, first, patterns))
        except ReplyError as error:
            outcome.lost += 1
            tell(f"{where}: nothing kept: {error}")
            continue
        dropped = Counter({"not in the form asked for": unread} if unread else {})
        kept = list(_checked(reply, passage, checker, origin, dropped))
        add_drafts(corpus.directory, document.id, kept)
        outcome.kept += len(kept)
        tell(f"{where}: {len(kept)} drafts{_because(dropped)}")
    return outcome


def _checked(
    reply: Reply, passage: Passage, checker: Checker, origin: str, dropped: Counter[str]
) -> Iterator[Draft]:
    for one in reply.answered:
        try:
            anchor = checker.anchor(passage, one.sentences)
            yield checker.draft(one.question, one.language, origin, anchor=anchor)
        except ProposalError as error:
            dropped[str(error)] += 1
    for other in reply.unanswered:
        try:
            yield checker.draft(other.question, other.language, origin, topic=other.topic)
        except ProposalError as error:
            dropped[str(error)] += 1


def _because(dropped: Counter[str]) -> str:
    if not dropped:
        return ""
    reasons = "; ".join(f"{count} × {reason}" for reason, count in dropped.most_common())
    return f", {dropped.total()} proposals dropped ({reasons})"
