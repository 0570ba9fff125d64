"""The page's fixed words in every interface language; :mod:`bot.messages` has the bot's own.

The clinic's own words, such as the line about emergencies, are not here but in its notices
(:mod:`bot.safeguarding`).
"""

from datetime import date

from bot.messages import interface_language
from bot.web.english import ENGLISH
from bot.web.latvian import LATVIAN
from bot.web.wording import Strings

STRINGS = {"en": ENGLISH, "lv": LATVIAN}


def strings(language: str) -> Strings:
    """Return the page's words in ``language``, or in the first interface language."""
    return STRINGS[interface_language(language)]


def published(day: date | None, language: str) -> str:
    """Say when a document was published, in words."""
    words = strings(language)
    return words.undated if day is None else words.published.format(date=spoken(day, language))


def spoken(day: date, language: str) -> str:
    """Say on which day something was, in words; Latvian ones in the locative."""
    words = strings(language)
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def preferred_language(accept: str | None) -> str:
    """Return the interface language a browser's ``Accept-Language`` header likes best."""
    wishes: list[tuple[float, str]] = []
    for wish in (accept or "")[:500].split(","):
        tag, _, quality = wish.partition(";q=")
        try:
            wishes.append((float(quality or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    wishes.sort(key=lambda wish: wish[0], reverse=True)
    return next((tag for quality, tag in wishes if quality > 0 and tag in STRINGS), "en")
