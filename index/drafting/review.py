"""Walk an editor through the drafts for a document, one question at a time.

Each decision is in the files before the next question is shown. An accepted question goes
into the bank first and leaves the drafts afterwards: a process killed between the two
leaves it in both, and the next review finds it in the bank and drops the draft. What the bank
held as unanswered and this document answers leaves its old place before it comes to its new
one: a process killed between these leaves it a draft.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import typer

from corpus import Corpus, Document
from corpus.accepting import Acceptance, accept, withdraw
from corpus.bank import BankQuestion
from corpus.drafts import Draft, drop_draft, read_drafts, reject_draft, replace_draft
from corpus.lint import same_wording
from index.drafting.checking import Checker, ProposalError
from index.drafting.neighbours import Neighbours
from index.drafting.prompt import LANGUAGE_NAMES
from index.drafting.terminal import Choice, ask_choice, ask_line, show_draft
from index.passages import split_passages


@dataclass
class Tally:
    """What came of a review.

    Attributes:
        accepted: Questions now in the bank.
        moved: Questions the bank held as unanswered, and does no more.
        rejected: Questions not to be proposed again.
        skipped: Questions left for later.
        stale: Drafts not shown, because their sentence is not in the document any more.
        quit: Whether the reviewer stopped before the end.
    """

    accepted: int = 0
    moved: int = 0
    rejected: int = 0
    skipped: int = 0
    stale: int = 0
    quit: bool = False

    def __add__(self, other: "Tally") -> "Tally":
        """Put two documents' reviews together."""
        return Tally(
            self.accepted + other.accepted,
            self.moved + other.moved,
            self.rejected + other.rejected,
            self.skipped + other.skipped,
            self.stale + other.stale,
            self.quit or other.quit,
        )


class Review:
    """A review of the drafts for one document by one person."""

    def __init__(
        self,
        corpus: Corpus,
        document: Document,
        neighbours: Neighbours,
        checker: Callable[[], Checker],
        by: str,
        today: date,
    ) -> None:
        """Prepare; ``checker`` makes one that knows the drafts as they are at that moment."""
        self._corpus = corpus
        self._document = document
        self._neighbours = neighbours
        self._checker = checker
        self._by = by
        self._today = today
        self._topics = set(corpus.bank.topics)
        self._urgent = {
            document.slice(q.anchor)
            for q in corpus.bank.questions
            if q.urgent and q.anchor is not None and q.document == document.id
        }
        self._passages = split_passages(document)
        self._accepted: list[Draft] = []
        self._unanswered = {
            same_wording(q.text): q.text for q in corpus.bank.questions if not q.answered
        }
        self._tally = Tally()

    def walk(self) -> Tally:
        """Show every waiting draft until the end or until the reviewer stops.

        Raises:
            BankError: If the bank cannot be written.
            DraftError: If the drafts cannot be.
        """
        self._drop_known()
        waiting = read_drafts(self._corpus.directory, self._document.id).draft
        usable = [one for one in waiting if not self._is_stale(one)]
        self._tally.stale = len(waiting) - len(usable)
        for number, draft in enumerate(usable, start=1):
            if any(draft.key == one.key for one in self._accepted):
                continue  # came along with an earlier one
            try:
                self._decide(draft, f"{number} of {len(usable)}", usable[number:])
            except (typer.Abort, EOFError):  # Ctrl-C, Ctrl-D
                self._tally.quit = True
            if self._tally.quit:
                break
        return self._tally

    def _drop_known(self) -> None:
        """Drop drafts that are in the bank: a review was killed, or somebody typed them in."""
        known = {same_wording(q.text): q for q in self._corpus.bank.questions}
        for draft in read_drafts(self._corpus.directory, self._document.id).draft:
            if draft.key in known and (known[draft.key].answered or draft.anchor is None):
                drop_draft(self._corpus.directory, self._document.id, draft)

    def _is_stale(self, draft: Draft) -> bool:
        return draft.anchor is not None and self._document.text.count(draft.anchor) != 1

    def _decide(self, draft: Draft, where: str, later: Sequence[Draft]) -> None:
        directory, name = self._corpus.directory, self._document.id
        while True:
            others = [*self._accepted, *later]
            conflicts = [
                one
                for one in self._neighbours.conflicts(self._document, draft, others)
                if one.unanswered is None or same_wording(one.question) in self._unanswered
            ]
            near = [one.unanswered for one in conflicts if one.serious and one.unanswered]
            movable = near if draft.anchor is not None else []
            reads_like = self._checker().reads_like(draft.question, draft.language)
            show_draft(self._document, self._passages, draft, conflicts, where, reads_like)
            choice = ask_choice(answered=draft.anchor is not None, movable=bool(movable))
            if choice == Choice.EDIT:
                draft = self._edited(draft)
                continue
            if choice in (Choice.ACCEPT, Choice.URGENT, Choice.MOVE):
                self._accept(draft, urgent=choice == Choice.URGENT)
                if choice == Choice.MOVE:
                    self._move(movable, draft)
            elif choice == Choice.REJECT:
                reject_draft(directory, name, draft, self._by, self._today)
                self._tally.rejected += 1
            elif choice == Choice.SKIP:
                self._tally.skipped += 1
            else:
                self._tally.quit = True
            return

    def _accept(self, draft: Draft, *, urgent: bool) -> None:
        names = None
        if draft.topic is not None and draft.topic not in self._topics:
            typer.echo(f"  The topic {draft.topic!r} is new. What is it called?")
            names = {code: ask_line(f"  in {name}") for code, name in LANGUAGE_NAMES.items()}
        # All questions of one sentence are asked in the same situation.
        urgent = urgent or draft.anchor in self._urgent
        decision = Acceptance(self._by, self._today, urgent, names)
        if draft.anchor is not None and draft.key in self._unanswered:
            withdraw(self._corpus.directory, self._unanswered.pop(draft.key))
            self._tally.moved += 1
        accept(self._corpus.directory, self._document.id, draft, decision)
        drop_draft(self._corpus.directory, self._document.id, draft)
        if draft.topic is not None:
            self._topics.add(draft.topic)
        self._accepted.append(draft)
        self._tally.accepted += 1

    def _move(self, questions: Sequence[BankQuestion], beside: Draft) -> None:
        """Let the sentence that answers ``beside`` answer unanswered questions as well."""
        for one in questions:
            if same_wording(one.text) == beside.key:
                continue  # came along already
            origin = f"editor {self._today.isoformat()}, was unanswered, topic {one.topic}"
            fields = {"question": one.text, "language": one.language, "origin": origin}
            self._accept(beside.model_copy(update=fields), urgent=False)

    def _edited(self, draft: Draft) -> Draft:
        """Return the draft in the reviewer's words, kept as a draft at once."""
        origin = f"editor {self._today.isoformat()}, after {draft.origin.rpartition('after ')[2]}"
        while True:
            text = ask_line("  Question", draft.question)
            if text == draft.question:
                return draft
            try:
                changed = self._checker().draft(
                    text,
                    draft.language,
                    origin,
                    anchor=draft.anchor,
                    topic=draft.topic,
                    by_person=True,
                    instead_of=draft,
                )
            except ProposalError as error:
                typer.echo(f"  That cannot be a bank question: {error}.")
                continue
            replace_draft(self._corpus.directory, self._document.id, draft, changed)
            return changed
