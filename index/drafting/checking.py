"""What a proposed question must pass before it becomes a draft, whoever proposed it.

A model names sentences by number and the anchor is cut here, from the document's own
offsets: no word a model wrote can become an anchor.
"""

from collections.abc import Sequence
from functools import lru_cache

from corpus import Corpus, Document, Span
from corpus.bank import BankQuestion
from corpus.drafts import Draft, Drafts
from corpus.language import LanguageDetector
from corpus.lint import same_wording
from corpus.wording import wording_fault
from index.passages import Passage

MAX_SENTENCES = 4
"""An anchor of more sentences points at nothing in particular."""


class ProposalError(Exception):
    """A proposal cannot be a draft; the message says why in a few words."""


class KnownError(ProposalError):
    """The question is at this place of the bank or among the drafts already, or was rejected."""


class Checker:
    """Turns proposals for one document into drafts, remembering what it let through.

    Attributes:
        languages: ISO 639-1 codes questions may be in.
    """

    def __init__(
        self, corpus: Corpus, document: Document, drafts: Drafts, languages: Sequence[str]
    ) -> None:
        """Know the bank and the ``drafts`` there are for ``document``."""
        self.languages = tuple(languages)
        self._document = document
        self._detector = _detector(self.languages)
        self._bank = {same_wording(q.text): q for q in corpus.bank.questions}
        self._taken = {one.key: "already a draft" for one in drafts.draft}
        self._taken |= {one.key: "rejected before" for one in drafts.rejected}

    def anchor(self, passage: Passage, numbers: Sequence[int]) -> str:
        """Cut an anchor out of the document.

        Args:
            passage: Where the sentences are.
            numbers: The sentences' numbers in it, from 1, in any order.

        Raises:
            ProposalError: If there is no such run of sentences, or it stands there twice.
        """
        wanted = sorted(set(numbers))
        if not wanted or wanted[0] < 1 or wanted[-1] > len(passage.sentences):
            msg = "no such sentence"
            raise ProposalError(msg)
        if len(wanted) > MAX_SENTENCES or wanted[-1] - wanted[0] >= len(wanted):
            msg = f"sentences not in a row, or over {MAX_SENTENCES}"
            raise ProposalError(msg)
        start = passage.sentences[wanted[0] - 1].start
        words = self._document.slice(Span(start, passage.sentences[wanted[-1] - 1].end))
        if self._document.text.count(words) != 1:
            msg = "the sentence stands in the document more than once"
            raise ProposalError(msg)
        return words

    def draft(
        self,
        question: str,
        language: str,
        origin: str,
        *,
        anchor: str | None = None,
        topic: str | None = None,
        by_person: bool = False,
        instead_of: Draft | None = None,
    ) -> Draft:
        """Return the draft of a question, which is then taken.

        Args:
            question: The question as proposed.
            language: ISO 639-1 code of the language it is said to be in.
            origin: What proposed it, and when.
            anchor: Cut by :meth:`anchor`; or
            topic: the id of its topic.
            by_person: Whether somebody wrote it, who can tell the language (it is then not
                detected, which goes wrong for one question in 400), and who knows that the
                document answers what the bank holds as unanswered.
            instead_of: A draft this one replaces, which it may resemble.

        Raises:
            ProposalError: If it cannot be a bank question.
        """
        question = question.strip()
        fault = wording_fault(question)
        if fault:
            raise ProposalError(fault)
        if language not in self.languages:
            msg = "a language that was not asked for"
            raise ProposalError(msg)
        if not by_person and self.reads_like(question, language) != language:
            msg = f"not in the language it is said to be in ({language})"
            raise ProposalError(msg)
        key = same_wording(question)
        # What earlier documents left unanswered this one may answer; a person says so.
        answers_now = by_person and anchor is not None
        if key in self._bank and (self._bank[key].answered or not answers_now):
            raise _in_bank(self._bank[key], self._document, anchor, topic)
        if key in self._taken and (instead_of is None or key != instead_of.key):
            raise KnownError(self._taken[key])
        try:
            draft = Draft(
                question=question, language=language, origin=origin, anchor=anchor, topic=topic
            )
        except ValueError:
            msg = "a topic's name is small letters, digits and hyphens"
            raise ProposalError(msg) from None
        self._taken[key] = "proposed twice"
        return draft

    def reads_like(self, question: str, language: str) -> str:
        """Return the language a question seems to be in; ``language`` if there is no telling."""
        return self._detector.detect(question, language)


# A review makes a checker for each question, and reading the model takes half a second.
@lru_cache(maxsize=1)
def _detector(languages: tuple[str, ...]) -> LanguageDetector:
    return LanguageDetector(languages)


def _in_bank(
    known: BankQuestion, document: Document, anchor: str | None, topic: str | None
) -> ProposalError:
    """Say that a question is in the bank, and where if that is not where it was proposed.

    A new document often answers what was not answered before; only an editor can move it.
    """
    if known.document is None or known.anchor is None:
        # Not answered is not answered: under which topic is no reason to stop an editor.
        if topic is not None:
            return KnownError("already in the bank")
        where = f"not answered, topic {known.topic!r}"
    else:
        if known.document == document.id and document.slice(known.anchor) == anchor:
            return KnownError("already in the bank")
        where = f"answered in {known.document!r}"
    # In the bank's spelling, by which an editor can find it there.
    return ProposalError(f"already in the bank, {where}: take “{known.text}” out there first")
