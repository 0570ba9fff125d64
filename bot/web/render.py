"""The HTML of the conversation: questions, notices, answers and refusals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import messages
from bot.answer import ANSWERED, Quote
from bot.llm.summary import Summary, sentences_of
from bot.safeguarding.notices import CATEGORIES, Category
from bot.web import source
from bot.web.card import Named, quote_html
from bot.web.escape import escaped, marked_language
from bot.web.history import Conversation, Trouble, Turn, quotes_of, sections_of
from bot.web.profile import Profile
from bot.web.strings import strings
from bot.web.summary_html import place_html, sentence_name
from corpus import Document, Section, Span
from corpus.bank import Pointer

Checked = Callable[[Turn, Sequence[Quote]], Summary | None]
"""What may be shown of what a language model said of a turn's quotes."""


@dataclass(frozen=True)
class Renderer:
    """Renders conversations in one interface language.

    Attributes:
        profile: What the chat is served as.
        corpus: The documents; none while they cannot be used.
        pointer: Gives the operator's words for a topic, or None.
        language: Of everything but questions and quotes.
        checked: Says what summary a turn has; None without a language model.
    """

    profile: Profile
    corpus: Mapping[str, Document]
    pointer: Callable[[str], Pointer | None]
    language: str
    checked: Checked | None = None

    def conversation(self, conversation: Conversation) -> str:
        """Return the transcript, oldest turn first, and why the last question failed if so."""
        if not conversation.asked:
            return ""
        turns = "".join(
            self.turn(number, turn) for number, turn in enumerate(conversation.turns, start=1)
        )
        words = strings(self.language)
        heading = f'<h2 class="hidden">{escaped(words.conversation)}</h2>' if turns else ""
        trouble = self._trouble(conversation.trouble, conversation.notices)
        return f'<div id="turns" data-asked="{conversation.asked}">{heading}{turns}{trouble}</div>'

    def turn(self, number: int, turn: Turn) -> str:
        """Return one question and its answer, the clinic's notices above it."""
        if turn.status == ANSWERED:
            answer = self.answered(tuple(quotes_of(turn, self.corpus)), turn)
        else:
            answer = self._not_found(sections_of(turn, self.corpus), turn.topic)
        return (
            f'<article class="turn" aria-labelledby="question-{number}">'
            f'<h3 class="asked" id="question-{number}" tabindex="-1">'
            f'<span class="who">{escaped(strings(self.language).asked)}</span> '
            f'<span class="question" lang="{escaped(turn.language)}">{escaped(turn.question)}'
            f'</span></h3><div class="answer">{self._notices(turn.notices)}'
            f"{self._assumed(turn)}{answer}</div></article>"
        )

    def answered(self, quotes: Sequence[Quote], turn: Turn | None = None) -> str:
        """Return the quotes that hold, or that answers are unavailable if none does.

        Args:
            quotes: Of one answer.
            turn: Whose they are, if it may have a summary.
        """
        named: list[Named] = [()] * len(quotes)
        summary = ""
        if turn and self.checked:
            named = _named(turn, quotes)
            summary = place_html(turn.number, self.checked(turn, quotes), self.language)
        kiosk = self.profile.kiosk
        shown = "".join(
            quote_html(quote, self.language, kiosk=kiosk, sentences=sentences)
            for quote, sentences in zip(quotes, named, strict=True)
        )
        if not shown:
            return f"<p>{escaped(messages.UNAVAILABLE[self.language])}</p>"
        return f'{summary}<p class="lead">{escaped(messages.LEAD_IN[self.language])}</p>{shown}'

    def _assumed(self, turn: Turn) -> str:
        if turn.assumed is None:
            return ""
        words = strings(self.language)
        before, _, after = messages.ASSUMED[self.language].partition("{question}")
        question = marked_language(turn.assumed, turn.language)
        return (
            f'<p class="assumed">{escaped(before)}{question}{escaped(after)} '
            f"{escaped(words.assumed_advice)}</p>"
        )

    def _not_found(self, nearest: Iterable[tuple[Document, Section]], topic: str | None) -> str:
        """Return that the documents do not answer, where to look, and whom to ask."""
        pointer = self.pointer(topic) if topic else None
        if pointer and pointer.alone:
            return f'<p class="lead">{escaped(pointer.words)}</p>'
        parts = [f'<p class="lead">{escaped(messages.NOT_FOUND[self.language])}</p>']
        if pointer:
            parts.append(self._operator("pointer", pointer.words))
        sections = "".join(self._nearest(*found) for found in nearest)
        if sections:
            parts += [f"<p>{escaped(messages.NEAREST[self.language])}</p>", sections]
        parts.append(f'<p class="next">{escaped(messages.NEXT_STEP[self.language])}</p>')
        return "".join(parts)

    def _nearest(self, document: Document, section: Section) -> str:
        words = strings(self.language)
        label = words.section_of.format(title=document.title)
        heading = marked_language(section.heading or document.title, document.language)
        before, _, after = words.section_of.partition("{title}")
        title = marked_language(document.title, document.language)
        of = f'<span class="of">{escaped(before)}{title}{escaped(after)}</span>'
        panel = source.section_panel(
            document, label, section, close=words.close, language=self.language
        )
        return (
            f'<details class="source nearest"><summary><span>{heading} '
            f"{of if section.heading else ''}</span></summary>{panel}</details>"
        )

    def _notices(self, categories: tuple[Category, ...]) -> str:
        """Return the clinic's notices, in their fixed order, told apart from any quote."""
        book = self.profile.book
        texts = [book.notice(one, self.language).text for one in CATEGORIES if one in categories]
        if not texts:
            return ""
        if self.profile.kiosk:
            texts.append(book.here.said(self.language))
        return self._operator("notice", *texts, book.otherwise.said(self.language))

    def _operator(self, kind: str, *texts: str) -> str:
        paragraphs = "".join(f"<p>{escaped(text)}</p>" for text in texts)
        return (
            f'<div class="operator {kind}" role="note">'
            f"<strong>{escaped(messages.OPERATOR[self.language])}</strong>{paragraphs}</div>"
        )

    def _trouble(self, trouble: Trouble | None, categories: tuple[Category, ...]) -> str:
        if trouble is None:
            return ""
        said = messages.UNAVAILABLE if trouble == "unavailable" else messages.FAULTS[trouble]
        # Announced together: who is in trouble must not hear only that a text is too long.
        notices = self._notices(categories)
        return f'<div role="alert">{notices}<p>{escaped(said[self.language])}</p></div>'


def _named(turn: Turn, quotes: Sequence[Quote]) -> list[Named]:
    """Return, for each quote, its sentences with the names by which citations find them."""
    named: list[list[tuple[Span, str]]] = [[] for _ in quotes]
    for one in sentences_of(quotes, turn.language):
        named[one.quote].append((one.span, sentence_name(turn.number, one.number)))
    return list(named)
