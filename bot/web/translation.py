"""The HTML of a translation under its quote: closed at first, and labelled before it is read."""

from bot import messages
from bot.answer import Quote
from bot.web.escape import escaped
from bot.web.strings import spoken
from corpus.translation import Translation
from index.passages import SECTION_SEPARATOR


def translation_html(quote: Quote, language: str) -> str:
    """Return the translation of ``quote`` for readers of ``language``, or nothing."""
    found = quote.translation(language)
    if found is None:
        return ""
    day = spoken(found.review.on, language) if found.review.on else ""
    label = messages.translated(found.review, day, language)
    where = _where(quote, found)
    above = f'<p class="where">{escaped(where)}</p>' if where else ""
    return (
        f'<details class="translation"><summary>{escaped(label)}</summary>'
        f'<div lang="{escaped(found.language)}">{above}<p>{escaped(found.text)}</p></div></details>'
    )


def _where(quote: Quote, found: Translation) -> str:
    """Return the title and headings, translated, if the label of the quote's holds for them."""
    names = [
        quote.source.translated(name, found.language)
        for name in (quote.source.title, *quote.section)
    ]
    known = [one.text for one in names if one is not None and one.review == found.review]
    return SECTION_SEPARATOR.join(known) if len(known) == len(names) else ""
