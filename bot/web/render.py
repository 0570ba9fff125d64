"""The HTML of the conversation.

A quote is shown only if it is still, character by character, what stands in its document;
:func:`quote_html` asks it once more and leaves it out otherwise.
"""

from collections.abc import Iterable, Mapping

from bot import messages
from bot.answer import ANSWERED, Quote
from bot.errors import UnverifiedError
from bot.web import source
from bot.web.escape import escaped, marked_language
from bot.web.history import Conversation, Trouble, Turn, quotes_of, sections_of
from bot.web.strings import published, strings
from corpus import Document, Section, Span


def conversation_html(
    conversation: Conversation, corpus: Mapping[str, Document], language: str
) -> str:
    """Return the transcript, oldest turn first, and why the last question failed if it did."""
    if not conversation.asked:
        return ""
    turns = "".join(
        turn_html(number, turn, corpus, language)
        for number, turn in enumerate(conversation.turns, start=1)
    )
    heading = f'<h2 class="hidden">{escaped(strings(language).conversation)}</h2>' if turns else ""
    trouble = _trouble_html(conversation.trouble, language)
    return f'<div id="turns" data-asked="{conversation.asked}">{heading}{turns}{trouble}</div>'


def turn_html(number: int, turn: Turn, corpus: Mapping[str, Document], language: str) -> str:
    """Return one question and its answer."""
    notices = "".join(notice_html(notice, turn.language, language) for notice in turn.notices)
    if turn.status == ANSWERED:
        answer = answered_html(quotes_of(turn, corpus), language)
    else:
        answer = not_found_html(sections_of(turn, corpus), language)
    return (
        f'<article class="turn" aria-labelledby="question-{number}">'
        f'<h3 class="asked" id="question-{number}" tabindex="-1">'
        f'<span class="who">{escaped(strings(language).asked)}</span> '
        f'<span class="question" lang="{escaped(turn.language)}">{escaped(turn.question)}</span>'
        f'</h3><div class="answer">{notices}{answer}</div></article>'
    )


def answered_html(quotes: Iterable[Quote], language: str) -> str:
    """Return the quotes that hold, or that answers are unavailable if none does."""
    shown = "".join(quote_html(quote, language) for quote in quotes)
    if not shown:
        return f"<p>{escaped(messages.UNAVAILABLE[language])}</p>"
    return f'<p class="lead">{escaped(messages.LEAD_IN[language])}</p>{shown}'


def quote_html(quote: Quote, language: str) -> str:
    """Return one quote with its source, or nothing if it is not the source's."""
    try:
        text = quote.verified_text()
    except UnverifiedError:
        return ""
    words = strings(language)
    document = quote.source
    label = words.source_of.format(title=document.title)
    panel = source.source_panel(document, label, Span(quote.start, quote.end))
    return (
        f'<div class="card"><figure><blockquote lang="{escaped(quote.language)}">'
        f"{escaped(text)}</blockquote>"
        f"<figcaption>{_source_line(quote, language)}</figcaption></figure>"
        f'<details class="source"><summary>{escaped(words.source)}</summary>{panel}</details>'
        f"</div>"
    )


def _source_line(quote: Quote, language: str) -> str:
    document = quote.source
    parts = [
        f'<cite lang="{escaped(document.language)}">{escaped(document.title)}</cite>',
        marked_language(document.publisher, document.language),
    ]
    if quote.section:
        parts.append(marked_language(" › ".join(quote.section), document.language))
    parts.append(f"<span>{escaped(published(document.published, language))}</span>")
    if quote.language != language:
        said = messages.OTHER_LANGUAGE[language].get(quote.language, strings(language).foreign)
        parts.append(f'<span class="foreign">{escaped(said)}</span>')
    return " ".join(parts)


def not_found_html(nearest: Iterable[tuple[Document, Section]], language: str) -> str:
    """Return that the documents do not answer, where to look, and whom to ask."""
    parts = [f'<p class="lead">{escaped(messages.NOT_FOUND[language])}</p>']
    sections = "".join(_nearest_html(*found, language) for found in nearest)
    if sections:
        parts += [f"<p>{escaped(messages.NEAREST[language])}</p>", sections]
    parts.append(f'<p class="next">{escaped(messages.NEXT_STEP[language])}</p>')
    return "".join(parts)


def _nearest_html(document: Document, section: Section, language: str) -> str:
    words = strings(language)
    label = words.section_of.format(title=document.title)
    heading = marked_language(section.heading or document.title, document.language)
    before, _, after = words.section_of.partition("{title}")
    title = marked_language(document.title, document.language)
    of = f'<span class="of">{escaped(before)}{title}{escaped(after)}</span>'
    panel = source.section_panel(document, label, section)
    return (
        f'<details class="source nearest"><summary><span>{heading} '
        f"{of if section.heading else ''}</span></summary>{panel}</details>"
    )


def notice_html(notice: str, spoken: str, language: str) -> str:
    """Return words of the operator, told apart from any quote."""
    return (
        f'<div class="operator" role="note"><strong>{escaped(strings(language).operator)}</strong>'
        f'<p lang="{escaped(spoken)}">{escaped(notice)}</p></div>'
    )


def _trouble_html(trouble: Trouble | None, language: str) -> str:
    if trouble is None:
        return ""
    said = messages.UNAVAILABLE if trouble == "unavailable" else messages.FAULTS[trouble]
    return f'<p role="alert">{escaped(said[language])}</p>'
