"""The page's fixed words in every interface language; :mod:`bot.messages` has the bot's own.

Latvian follows :mod:`bot.messages`: informal, without gender.
"""

from dataclasses import dataclass
from datetime import date

from bot.messages import interface_language
from bot.question import MAX_CHARACTERS


@dataclass(frozen=True)
class Strings:
    """Every visible or announced string of the page, in one language."""

    title: str
    tagline: str
    language: str
    skip: str
    safety: str
    about: str
    points: tuple[str, ...]
    documents: str
    conversation: str
    examples_heading: str
    question: str
    hint: str
    send: str
    new: str
    asked: str
    source: str
    source_of: str
    section_of: str
    published: str
    undated: str
    foreign: str
    operator: str
    looking: str
    ready: str
    cleared: str
    busy: str
    offline: str
    months: tuple[str, ...]
    date: str


# The safety lines are a draft for the operator: a clinician and a native speaker have to
# approve the wording and the number before the page is shown to visitors.
SAFETY_DRAFT = {
    "en": "This is an automated service. Nobody reads this chat. "
    "In danger or very unwell? Call 112 now or tell the staff here.",
    "lv": "Šis ir automātisks serviss. Šo saraksti neviens nelasa. "
    "Ja esi briesmās vai jūties ļoti slikti, tūlīt zvani 112 vai saki darbiniekiem.",
}

ENGLISH = Strings(
    title="Quotewell",
    tagline="Questions about sexual health, answered in the words of reviewed documents.",
    language="Language",
    skip="Skip to the question box",
    safety=SAFETY_DRAFT["en"],
    about="How this works",
    points=(
        "Ask in your own words. A computer program looks for the answer and quotes it, word "
        "for word, from the documents listed here.",
        "If they do not answer your question, it says so. Nothing is made up.",
        "Nobody reads what you write, and nothing is kept. A new conversation, or closing "
        "the page, clears it.",
        "It cannot examine you or tell you what you have. The staff here can help with that.",
    ),
    documents="The documents",
    conversation="Conversation",
    examples_heading="You could ask, for example",
    question="Your question",
    hint=f"Up to {MAX_CHARACTERS:,} characters. Enter sends it.",
    send="Ask",
    new="New conversation",
    asked="You asked",
    source="Show in the source",
    source_of="The document “{title}”",
    section_of="From the document “{title}”",
    published="Published {date}",
    undated="Date not stated",
    foreign="Quoted in the document’s own language",
    operator="From the clinic, not from the documents",
    looking="Looking in the documents …",
    ready="Answer ready.",
    cleared="The conversation is cleared.",
    busy="Many people are asking at this moment. Please try again in a few seconds.",
    offline="The answer could not be fetched. Please try again, or ask the staff.",
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    date="{day} {month} {year}",
)

LATVIAN = Strings(
    title="Quotewell",
    tagline="Jautājumi par seksuālo veselību un atbildes pārbaudītu dokumentu vārdiem.",
    language="Valoda",
    skip="Pāriet uz jautājuma lauku",
    safety=SAFETY_DRAFT["lv"],
    about="Kā tas darbojas",
    points=(
        "Jautā saviem vārdiem. Datorprogramma sameklē atbildi un vārdu pa vārdam citē to no "
        "šeit nosauktajiem dokumentiem.",
        "Ja dokumentos atbildes nav, tā to pasaka. Nekas netiek izdomāts.",
        "Neviens nelasa, ko tu raksti, un nekas netiek saglabāts. Kad sāksi jaunu sarunu vai "
        "aizvērsi lapu, viss tiks izdzēsts.",
        "Tā nevar tevi izmeklēt un noteikt diagnozi. Ar to palīdzēs klīnikas darbinieki.",
    ),
    documents="Dokumenti",
    conversation="Saruna",
    examples_heading="Vari jautāt, piemēram",
    question="Tavs jautājums",
    hint=f"Ne vairāk kā {MAX_CHARACTERS} rakstzīmju. Nosūta ar taustiņu Enter.",
    send="Jautāt",
    new="Jauna saruna",
    asked="Tu jautāji",
    source="Parādīt avotā",
    source_of="Dokuments „{title}”",
    section_of="No dokumenta „{title}”",
    published="Publicēts {date}",
    undated="Datums nav norādīts",
    foreign="Citēts dokumenta valodā",
    operator="No klīnikas, nevis no dokumentiem",
    looking="Meklē dokumentos …",
    ready="Atbilde ir gatava.",
    cleared="Saruna ir izdzēsta.",
    busy="Šobrīd jautā daudzi. Lūdzu, mēģini vēlreiz pēc dažām sekundēm.",
    offline="Atbildi neizdevās saņemt. Lūdzu, mēģini vēlreiz vai jautā darbiniekiem.",
    months=(
        *("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā", "jūlijā"),
        *("augustā", "septembrī", "oktobrī", "novembrī", "decembrī"),
    ),
    date="{year}. gada {day}. {month}",
)

STRINGS = {"en": ENGLISH, "lv": LATVIAN}


def strings(language: str) -> Strings:
    """Return the page's words in ``language``, or in the first interface language."""
    return STRINGS[interface_language(language)]


def published(day: date | None, language: str) -> str:
    """Say when a document was published, in words."""
    words = strings(language)
    if day is None:
        return words.undated
    spoken = words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)
    return words.published.format(date=spoken)


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
