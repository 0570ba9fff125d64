"""What changed between two states of a corpus: documents, sentences, stale bank questions."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from corpus.loader import Corpus

Sentences = Mapping[str, tuple[str, ...]]
"""By document id, everything that can be quoted of it, in reading order."""


def sentences_of(corpus: Corpus) -> Sentences:
    """Return the sentences of every document."""
    return {
        name: tuple(
            document.slice(span)
            for paragraph in document.paragraphs()
            for span in paragraph.sentences
        )
        for name, document in corpus.items()
    }


def changes(before: Sentences, corpus: Corpus) -> Iterator[str]:
    """Yield, in lines, what became of ``before``; nothing if it is the same."""
    after = sentences_of(corpus)
    yield from (
        f"added: {name} ({len(after[name])} sentences)" for name in after if name not in before
    )
    yield from (f"removed: {name}" for name in before if name not in after)
    for name, sentences in after.items():
        if name in before and before[name] != sentences:
            yield f"changed: {name}"
            yield from _edits(before[name], sentences)
    yield from _stale(before, corpus)


def _edits(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            yield from (f"  − {_one_line(sentence)}" for sentence in before[a:b])
            yield from (f"  + {_one_line(sentence)}" for sentence in after[c:d])


def _stale(before: Sentences, corpus: Corpus) -> Iterator[str]:
    """Name the bank's anchors that could be found before and cannot be now."""
    texts = {name: _one_line(" ".join(sentences)) for name, sentences in before.items()}
    for path, anchor, count in corpus.bank.stale:
        if _one_line(anchor) in texts.get(path.stem, ""):
            yield f"set aside: {count} bank questions of {path.name}: “{_one_line(anchor)}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())
