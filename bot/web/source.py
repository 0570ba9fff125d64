"""The HTML of a document's own text, whole or one section of it."""

from collections.abc import Iterable

from bot.web.escape import escaped
from corpus import Document, Section, Span

TOP_LEVEL = 4
"""HTML level of a document's title: the page, the conversation and the question stand above."""


def source_panel(document: Document, label: str, marked: Span, *, close: str, language: str) -> str:
    """Return the whole document, with one range marked, in a panel that scrolls."""
    title = f"<h{TOP_LEVEL}>{escaped(document.title)}</h{TOP_LEVEL}>"
    content = title + _sections(document, document.sections, marked)
    return _panel(document, label, content, close, language)


def section_panel(
    document: Document, label: str, section: Section, *, close: str, language: str
) -> str:
    """Return one section of a document in a panel that scrolls."""
    paragraphs = "".join(_paragraph(document, p.span, None) for p in section.paragraphs)
    return _panel(document, label, paragraphs, close, language)


def _panel(document: Document, label: str, content: str, close: str, language: str) -> str:
    # It can be scrolled by keyboard, so it takes the focus and has a name. On a wide screen
    # it stands beside the answer, far from what opened it, and has a way to close it.
    return (
        f'<div class="beside"><button type="button" data-act="close" lang="{escaped(language)}">'
        f'{escaped(close)}</button><div class="panel" role="group" tabindex="0" '
        f'aria-label="{escaped(label)}"><div lang="{escaped(document.language)}">{content}</div>'
        "</div></div>"
    )


def _sections(document: Document, sections: Iterable[Section], marked: Span) -> str:
    parts: list[str] = []
    above: tuple[str, ...] = ()
    for section in sections:
        for depth, heading in enumerate(section.path):
            if section.path[: depth + 1] != above[: depth + 1]:
                level = min(TOP_LEVEL + 1 + depth, 6)
                parts.append(f"<h{level}>{escaped(heading)}</h{level}>")
        above = section.path
        parts += [_paragraph(document, p.span, marked) for p in section.paragraphs]
    return "".join(parts)


def _paragraph(document: Document, span: Span, marked: Span | None) -> str:
    if marked is None or not span.overlap(marked):
        return f"<p>{escaped(document.slice(span))}</p>"
    start, end = max(span.start, marked.start), min(span.end, marked.end)
    before = escaped(document.text[span.start : start])
    after = escaped(document.text[end : span.end])
    return f"<p>{before}<mark>{escaped(document.text[start:end])}</mark>{after}</p>"
