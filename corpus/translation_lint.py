"""Find what an editor should mend in a corpus' translations."""

from collections.abc import Iterator

from corpus.document import Document
from corpus.fidelity import differences
from corpus.loader import Corpus
from corpus.translations import DIRECTORY, sources, untranslated

INTERFACE = ("en", "lv")
"""ISO 639-1 codes of the languages the page speaks (bot/messages.py, which is further out)."""


def translation_findings(corpus: Corpus) -> Iterator[str]:
    """Yield what is stale, missing or says something else than its source, a line each."""
    for one in corpus.translations.stale:
        yield f"{one.file}: {one.why}"
    for document in corpus.values():
        for language in dict.fromkeys((*corpus.languages, *INTERFACE)):
            if language not in (document.language, *document.translations):
                name = f"{DIRECTORY}/{document.id}.{language}.toml"
                yield (
                    f"{document.id}: no translation into {language!r}; fill in and save as "
                    f"{name}: quotewell corpus untranslated {document.id} {language}"
                )
        for language in document.translations:
            for source in untranslated(document, language):
                yield f"{document.id}: no translation into {language!r}: “{source}”"
            yield from _differing(document, language)


def _differing(document: Document, language: str) -> Iterator[str]:
    for source in sources(document):
        translation = document.translated(source, language)
        if translation is None:
            continue
        found = differences(source, document.language, translation.text, language)
        if found:
            said = "; ".join(str(one) for one in found)
            yield f"{document.id}: the translation into {language!r} has {said}: “{source}”"
