"""The HTML around the conversation: what this is, and the documents it quotes."""

from collections.abc import Mapping

from bot import messages
from bot.web.escape import escaped, marked_language
from bot.web.strings import published, strings
from corpus import Document


def header_html(language: str) -> str:
    """Return the page's name, and the words the script announces."""
    words = strings(language)
    spoken = {
        "language": language,
        "title": words.title,
        "looking": words.looking,
        "ready": words.ready,
        "cleared": words.cleared,
        "busy": words.busy,
        "offline": words.offline,
    }
    data = " ".join(f'data-{name}="{escaped(text)}"' for name, text in spoken.items())
    return (
        f'<div><a class="skip" href="#question">{escaped(words.skip)}</a>'
        f'<div id="words" hidden {data}></div>'
        f"<h1>{escaped(words.title)}</h1><p>{escaped(words.tagline)}</p></div>"
    )


def safety_html(language: str) -> str:
    """Return the line that is always in sight."""
    return f'<p role="note">{escaped(strings(language).safety)}</p>'


def about_html(corpus: Mapping[str, Document], language: str) -> str:
    """Return what this is and the documents, or that they are unavailable."""
    words = strings(language)
    points = "".join(f"<li>{escaped(point)}</li>" for point in words.points)
    return (
        f"<div><h2>{escaped(words.about)}</h2><ul>{points}</ul>"
        f"<h2>{escaped(words.documents)}</h2>{_documents(corpus, language)}</div>"
    )


def _documents(corpus: Mapping[str, Document], language: str) -> str:
    if not corpus:
        return f"<p>{escaped(messages.UNAVAILABLE[language])}</p>"
    items = "".join(
        f'<li><cite lang="{escaped(document.language)}">{escaped(document.title)}</cite>'
        f"{marked_language(document.publisher, document.language)}"
        f"<span>{escaped(published(document.published, language))}</span></li>"
        for document in corpus.values()
    )
    return f'<ul class="documents">{items}</ul>'


def examples_html(language: str) -> str:
    """Return the heading over the example questions."""
    return f"<h2>{escaped(strings(language).examples_heading)}</h2>"
