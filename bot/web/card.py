"""The HTML of one quote: its words, its source, and what can be done with it.

A quote is shown only if it is still, character by character, what stands in its document;
:func:`quote_html` asks it once more and leaves it out otherwise.
"""

from collections.abc import Sequence
from datetime import date

import segno

from bot import messages
from bot.answer import Quote
from bot.errors import UnverifiedError
from bot.web import source
from bot.web.escape import escaped, marked_language
from bot.web.strings import published, spoken, strings
from bot.web.translation import translation_html
from corpus import Document, Span
from index.passages import SECTION_SEPARATOR

Named = Sequence[tuple[Span, str]]
"""Sentences of a quote, in order, each with a name to find it by."""


def quote_html(quote: Quote, language: str, *, kiosk: bool, sentences: Named = ()) -> str:
    """Return one quote with its source, or nothing if it is not the source's.

    Args:
        quote: What to show.
        language: The page's.
        kiosk: Whether it is a shared touch screen.
        sentences: Those to be found by a name.
    """
    try:
        quote.verified_text()
    except UnverifiedError:
        return ""
    words = strings(language)
    document = quote.source
    label = words.source_of.format(title=document.title)
    panel = source.source_panel(
        document, label, Span(quote.start, quote.end), close=words.close, language=language
    )
    return (
        f'<div class="card"><figure><blockquote lang="{escaped(quote.language)}">'
        f"{_words_html(quote, sentences)}</blockquote>"
        f"<figcaption>{_source_line(quote, language)}</figcaption></figure>"
        f"{_tools_html(quote, language, kiosk=kiosk)}"
        f"{translation_html(quote, language)}"
        f'<details class="source"><summary>{escaped(words.source)}</summary>{panel}</details>'
        f"{_code_html(document, language) if kiosk else ''}</div>"
    )


def _words_html(quote: Quote, sentences: Named) -> str:
    """Return the quote's words, and no others, with the sentences to be found marked."""
    parts, at = [], quote.start
    for span, name in sentences:
        parts.append(escaped(quote.source.text[at : span.start]))
        words = escaped(quote.source.slice(span))
        parts.append(f'<span data-sentence="{escaped(name)}">{words}</span>')
        at = span.end
    return "".join([*parts, escaped(quote.source.text[at : quote.end])])


def _source_line(quote: Quote, language: str) -> str:
    document = quote.source
    parts = [
        f'<cite lang="{escaped(document.language)}">{escaped(document.title)}</cite>',
        marked_language(document.publisher, document.language),
    ]
    if quote.section:
        parts.append(marked_language(SECTION_SEPARATOR.join(quote.section), document.language))
    if quote.page:
        page = messages.PAGE[language].format(number=quote.page)
        parts.append(f"<span>{escaped(page)}</span>")
    parts.append(f"<span>{escaped(published(document.published, language))}</span>")
    if quote.language != language:
        said = messages.OTHER_LANGUAGE[language].get(quote.language, strings(language).foreign)
        parts.append(f'<span class="foreign">{escaped(said)}</span>')
    if document.review_until and document.review_overdue(date.today()):
        due = messages.REVIEW_DUE[language].format(date=spoken(document.review_until, language))
        parts.append(f'<span class="due">{escaped(due)}</span>')
    return " ".join(parts)


def _tools_html(quote: Quote, language: str, *, kiosk: bool) -> str:
    """Return the buttons under a quote; on a kiosk nothing can be copied and no link leaves."""
    words = strings(language)
    document = quote.source
    # The script shows it once it has found a voice on this device for this language.
    listen = f'<button type="button" data-act="listen" hidden>{escaped(words.listen)}</button>'
    if kiosk:
        return f'<div class="tools">{listen}</div>'
    page = (messages.PAGE[language].format(number=quote.page),) if quote.page else ()
    where = ", ".join((document.title, *quote.section, *page))
    day = f", {document.published.isoformat()}" if document.published else ""
    url = f", {document.url}" if document.url else ""
    citation = f"{document.publisher}: {where}{day}{url}"
    copy = (
        f'<button type="button" data-act="copy" data-citation="{escaped(citation)}">'
        f"{escaped(words.copy)}</button>"
    )
    link = (
        f'<a href="{escaped(document.url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escaped(words.original)}</a>"
        if document.url
        else ""
    )
    return f'<div class="tools">{listen}{copy}{link}</div>'


def _code_html(document: Document, language: str) -> str:
    """Return a QR code of the page a document was published on, if it is known."""
    if not document.url:
        return ""
    words = strings(language)
    hint = words.scan_hint.format(title=document.title)
    # Dark on light in every colour scheme: many phones do not read the reverse.
    image = segno.make(document.url, error="m").svg_inline(omitsize=True, dark="#000", light="#fff")
    return (
        f'<details class="code"><summary>{escaped(words.scan)}</summary><div><p>{escaped(hint)}'
        f'</p><div role="img" aria-label="{escaped(document.url)}">{image}</div></div></details>'
    )
