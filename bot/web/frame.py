"""The HTML around the conversation: what this is, the ways out, and what to begin with."""

import json
from collections.abc import Iterable, Mapping

from bot import messages
from bot.safeguarding.notices import CATEGORIES
from bot.web.escape import escaped, marked_language
from bot.web.profile import Profile
from bot.web.strings import published, strings
from corpus import Document, Theme


def header_html(profile: Profile, language: str) -> str:
    """Return the page's name, the ways past it and out, and the script's words."""
    words = strings(language)
    said = {
        "language": language,
        "title": words.title,
        "close": words.close,
        "listen": words.listen,
        "keys": words.keys,
        **words.spoken,
    }
    return (
        f'<div><a class="skip" href="#question-box">{escaped(words.skip)}</a>'
        f'<a class="skip" href="#exit" data-act="exit">{escaped(words.exit)}</a>'
        f'<div id="words" hidden data-words="{escaped(json.dumps(said))}"></div>'
        f"<h1>{escaped(words.title)}</h1><p>{escaped(words.tagline)}</p>"
        f"{_draft_html(profile, language)}{_remote_html(profile, language)}</div>"
    )


def _draft_html(profile: Profile, language: str) -> str:
    if profile.book.approved:
        return ""
    return f'<p class="draft">{escaped(strings(language).draft)}</p>'


def _remote_html(profile: Profile, language: str) -> str:
    """Return where a question goes besides, to be read before the first one."""
    if profile.llm_host is None:
        return ""
    said = strings(language).remote.format(host=profile.llm_host)
    return f'<p class="remote" role="note">{escaped(said)}</p>'


def display_html(language: str) -> str:
    """Return how to change the size, the contrast and the volume."""
    words = strings(language)
    return (
        f'<details><summary>{escaped(words.display)}</summary><div class="options">'
        f'<button type="button" data-act="larger" aria-pressed="false">{escaped(words.larger)}'
        f'</button><button type="button" data-act="contrast" aria-pressed="false">'
        f'{escaped(words.contrast)}</button><label class="volume" hidden>{escaped(words.volume)}'
        '<input type="range" min="0.1" max="1" step="0.1" value="0.5"></label></div></details>'
    )


def safety_html(profile: Profile, language: str) -> str:
    """Return the line that is always in sight, the notices behind it, and the way out."""
    words = strings(language)
    line = profile.book.line.kiosk if profile.kiosk else profile.book.line.web
    texts = [profile.book.notice(category, language).text for category in CATEGORIES]
    if profile.kiosk:
        texts.append(profile.book.here.said(language))
    notices = "".join(f"<p>{escaped(text)}</p>" for text in texts)
    return (
        f'<div class="bar"><p role="note">{escaped(line.said(language))}</p>'
        f'<button type="button" id="exit" data-act="exit">{escaped(words.exit)}</button>'
        f'<details class="help"><summary>{escaped(words.help)}</summary>'
        f"<div><strong>{escaped(messages.OPERATOR[language])}</strong>{notices}</div></details></div>"
    )


def about_html(profile: Profile, corpus: Mapping[str, Document], language: str) -> str:
    """Return what this is and the documents, or that they are unavailable."""
    words = strings(language)
    here = words.remote_points if profile.llm_host else words.points
    sure = words.sure_of_quotes if profile.llm else words.sure
    said = [point.format(sure=sure) for point in words.how]
    said += words.kiosk_points if profile.kiosk else here
    if profile.llm:
        said.append(words.model_point)
    points = "".join(f"<li>{escaped(point)}</li>" for point in said)
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


def examples_html(suggestions: Iterable[str], themes: Iterable[Theme], language: str) -> str:
    """Return questions to begin with, and topics with more of them; nothing without any."""
    words = strings(language)
    parts = [_asks(suggestions)]
    if parts[0]:
        parts.insert(0, f"<h2>{escaped(words.examples_heading)}</h2>")
    shown = [theme for theme in themes if theme.questions.get(language)]
    if shown:
        parts.append(f"<h2>{escaped(words.themes_heading)}</h2><div>")
        parts += [
            f'<details class="theme" name="theme"><summary>{escaped(theme.name[language])}'
            f"</summary>{_asks(theme.questions[language])}</details>"
            for theme in shown
        ]
        parts.append("</div>")
    return f"<div>{''.join(parts)}</div>" if any(parts) else ""


def _asks(questions: Iterable[str]) -> str:
    items = "".join(
        f'<li><button type="button" class="example" data-act="ask">{escaped(one)}</button></li>'
        for one in questions
    )
    return f'<ul class="asks">{items}</ul>' if items else ""
