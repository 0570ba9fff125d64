"""Show an editor what a document would be: what can be quoted, and what was left out."""

from collections.abc import Iterator

from corpus.adding.blocks import Dropped
from corpus.adding.draft import Draft
from corpus.cli import shown

LONGEST = 160
"""Characters of one dropped piece that are shown."""


def preview(draft: Draft, dropped: tuple[Dropped, ...]) -> Iterator[str]:
    """Yield the lines of the preview."""
    document, content = draft.document, draft.entry.content
    text = document.text
    yield "Everything that can be quoted, one sentence a line; headings are shown, never quoted:"
    yield from shown(document)
    start = text.index(content.start)
    end = text.index(content.end) + len(content.end)
    yield "\nLeft out, and never quoted:"
    left = [Dropped("before the start", line) for line in text[:start].split("\n") if line]
    left += [Dropped("as you said", line) for line in content.drop]
    left += [Dropped("after the end", line) for line in text[end:].split("\n") if line]
    for one in (*left, *dropped):
        words = " ".join(one.text.split())
        yield f"  {one.why}: {words[:LONGEST]}{'…' if len(words) > LONGEST else ''}"
    if not left and not dropped:
        yield "  nothing"
    sentences = sum(len(paragraph.sentences) for paragraph in document.paragraphs())
    count = sum(len(document.slice(p.span).split()) for p in document.paragraphs())
    yield f"\n{document.title} ({document.publisher}), {document.language}, id {document.id}:"
    yield f"{len(document.sections)} sections, {sentences} sentences, {count} words"
    yield f"The content begins with “{_one_line(content.start)}”"
    yield f"and ends with “{_one_line(content.end)}”."


def _one_line(words: str) -> str:
    return " ".join(words.split())
