"""The page's fixed words in every interface language; :mod:`bot.messages` has the bot's own.

Latvian follows :mod:`bot.messages`: informal, without gender. The clinic's own words, such
as the line about emergencies, are not here but in its notices (:mod:`bot.safeguarding`).
"""

from dataclasses import dataclass
from datetime import date

from bot.messages import interface_language
from bot.question import MAX_CHARACTERS


@dataclass(frozen=True)
class Strings:
    """Every visible or announced string of the page, in one language.

    Attributes:
        points: What this is, for visitors' own devices.
        kiosk_points: Likewise, for the kiosk.
        remote_points: Likewise, for visitors' own devices when a language model elsewhere is used.
        sure: What the points say of all that is shown.
        sure_of_quotes: Likewise, where a language model says something besides.
        model_point: What a language model adds to that.
        spoken: What the script says or writes, by name.
        keys: Names of the on-screen keyboard's keys, by name.
    """

    title: str
    tagline: str
    language: str
    skip: str
    exit: str
    help: str
    draft: str
    display: str
    larger: str
    contrast: str
    volume: str
    about: str
    points: tuple[str, ...]
    kiosk_points: tuple[str, ...]
    remote_points: tuple[str, ...]
    sure: str
    sure_of_quotes: str
    model_point: str
    remote: str
    summary: str
    cite: str
    documents: str
    conversation: str
    examples_heading: str
    themes_heading: str
    question: str
    hint: str
    send: str
    finish: str
    asked: str
    assumed_advice: str
    source: str
    close: str
    source_of: str
    section_of: str
    copy: str
    original: str
    scan: str
    scan_hint: str
    listen: str
    published: str
    undated: str
    foreign: str
    spoken: dict[str, str]
    keys: dict[str, str]
    months: tuple[str, ...]
    date: str


ENGLISH = Strings(
    title="Quotewell",
    tagline="Questions about sexual health, answered in the words of reviewed documents.",
    language="Language",
    skip="Skip to the question box",
    exit="Exit this page",
    help="Where to get help",
    draft="Draft: no clinician has approved the clinic’s own texts yet.",
    display="Text and contrast",
    larger="Larger text",
    contrast="High contrast",
    volume="Volume of reading aloud",
    about="How this works",
    points=(
        "Ask in your own words. A computer program looks for the answer and quotes it, word "
        "for word, from the documents listed here.",
        "If they do not answer your question, it says so. {sure}",
        "Nobody reads what you write, and nothing is kept. “Finish and clear”, or closing the "
        "page, clears it from the screen. Your browser may still remember that you were here.",
        "It cannot examine you or tell you what you have. A clinic can help with that.",
    ),
    kiosk_points=(
        "Ask in your own words. A computer program looks for the answer and quotes it, word "
        "for word, from the documents listed here.",
        "If they do not answer your question, it says so. {sure}",
        "Nobody reads what you write, and nothing is kept. “Finish and clear” clears the "
        "screen; so does walking away.",
        "It cannot examine you or tell you what you have. The staff here can help with that.",
    ),
    remote_points=(
        "Ask in your own words. A computer program looks for the answer and quotes it, word "
        "for word, from the documents listed here.",
        "If they do not answer your question, it says so. {sure}",
        "Nobody reads what you write, and nothing is kept here; what the language model elsewhere "
        "does with the quotes it is sent is not known. “Finish and clear”, or closing the page, "
        "clears everything from the screen. Your browser may still remember that you were here.",
        "It cannot examine you or tell you what you have. A clinic can help with that.",
    ),
    sure="Nothing is made up.",
    sure_of_quotes="Nothing is made up in the quotes.",
    model_point="A language model may put a short summary above the quotes. A program compares "
    "it with them, sentence by sentence, but it may still be wrong.",
    remote="For the summary, the quotes found for your question, but not the question itself, are "
    "sent to a language model outside this service: {host}.",
    summary="Summary",
    cite="{number}: show the sentence in the quote",
    documents="The documents",
    conversation="Conversation",
    examples_heading="You could ask, for example",
    themes_heading="Or choose a topic",
    question="Your question",
    hint=f"Up to {MAX_CHARACTERS:,} characters. Enter sends it.",
    send="Ask",
    finish="Finish and clear",
    asked="You asked",
    assumed_advice="If you meant something else, please ask the whole question.",
    source="Show in the source",
    close="Close the source",
    source_of="The document “{title}”",
    section_of="From the document “{title}”",
    copy="Copy with source",
    original="Published original (opens in a new tab)",
    scan="Take the document with you",
    scan_hint="Point your phone’s camera here. The code leads to the public page “{title}”. It "
    "holds nothing of what you asked.",
    listen="Read aloud",
    published="Published {date}",
    undated="Date not stated",
    foreign="Quoted in the document’s own language",
    spoken={
        "looking": "Looking in the documents …",
        "ready": "Answer ready.",
        "summarised": "A summary now stands above the quotes.",
        "busy": "Many people are asking at this moment. Please try again in a few seconds.",
        "offline": "The answer could not be fetched. Please try again, or ask the staff.",
        "copied": "Copied.",
        "uncopied": "It could not be copied. Select the text and copy it yourself.",
        "stop": "Stop reading",
        "leaving": "Loading …",
        "waiting": "One moment, please. If this does not change, ask the staff.",
        "shift2": "Shift: press it twice more to exit.",
        "shift1": "Shift: press it once more to exit.",
        "idle": "Are you still there?",
        "countdown": "Everything on this screen will be cleared in {seconds} seconds.",
        "stay": "Continue",
        "end": "End now",
        "keyboard": "Keyboard on the screen",
    },
    keys={
        "keyboard": "Keyboard",
        "shift": "Capital letter",
        "backspace": "Delete",
        "space": "Space",
        "enter": "Ask",
        "symbols": "Digits and marks",
        "left": "Left",
        "right": "Right",
        "hide": "Hide the keyboard",
    },
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    date="{day} {month} {year}",
)

LATVIAN = Strings(
    title="Quotewell",
    tagline="Atbildes uz jautājumiem par seksuālo veselību – pārbaudītu dokumentu vārdiem.",
    language="Valoda",
    skip="Pāriet uz jautājuma lauku",
    exit="Iziet no šīs lapas",
    help="Kur meklēt palīdzību",
    draft="Melnraksts: pašas klīnikas tekstus vēl nav apstiprinājis neviens ārsts.",
    display="Teksts un kontrasts",
    larger="Lielāks teksts",
    contrast="Augsts kontrasts",
    volume="Balss skaļums",
    about="Kā tas darbojas",
    points=(
        "Jautā saviem vārdiem. Datorprogramma meklē atbildi un vārds vārdā citē to no šeit "
        "uzskaitītajiem dokumentiem.",
        "Ja dokumentos atbildes nav, programma to pasaka. {sure}",
        "Neviens nelasa to, ko raksti, un nekas netiek saglabāts. Kad nospied „Pabeigt un "
        "dzēst” vai aizver lapu, viss no ekrāna pazūd. Tavs pārlūks gan var atcerēties, ka te "
        "biji.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt klīnikā.",
    ),
    kiosk_points=(
        "Jautā saviem vārdiem. Datorprogramma meklē atbildi un vārds vārdā citē to no šeit "
        "uzskaitītajiem dokumentiem.",
        "Ja dokumentos atbildes nav, programma to pasaka. {sure}",
        "Neviens nelasa to, ko raksti, un nekas netiek saglabāts. Kad nospied „Pabeigt un "
        "dzēst”, viss no ekrāna pazūd; tāpat arī tad, ja vienkārši aizej.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt darbinieki šeit.",
    ),
    remote_points=(
        "Jautā saviem vārdiem. Datorprogramma meklē atbildi un vārds vārdā citē to no šeit "
        "uzskaitītajiem dokumentiem.",
        "Ja dokumentos atbildes nav, programma to pasaka. {sure}",
        "Neviens nelasa to, ko raksti, un nekas šeit netiek saglabāts; ko ar nosūtītajiem citātiem "
        "dara valodas modelis citur, nav zināms. Kad nospied „Pabeigt un dzēst” vai aizver "
        "lapu, viss no ekrāna pazūd. Tavs pārlūks gan var atcerēties, ka te biji.",
        "Programma nevar tevi izmeklēt vai noteikt diagnozi. Ar to var palīdzēt klīnikā.",
    ),
    sure="Nekas netiek izdomāts.",
    sure_of_quotes="Citātos nekas netiek izdomāts.",
    model_point="Valodas modelis virs citātiem var pievienot īsu kopsavilkumu. Programma katru tā "
    "teikumu salīdzina ar citātiem, tomēr kopsavilkumā var būt kļūdas.",
    remote="Lai sagatavotu kopsavilkumu, tavam jautājumam atrastie citāti (bet ne pats jautājums) "
    "tiek nosūtīti valodas modelim ārpus šīs lapas: {host}.",
    summary="Kopsavilkums",
    cite="{number}: parādīt teikumu citātā",
    documents="Dokumenti",
    conversation="Saruna",
    examples_heading="Vari jautāt, piemēram",
    themes_heading="Vari arī izvēlēties tematu",
    question="Tavs jautājums",
    hint=f"Ne vairāk kā {MAX_CHARACTERS} rakstzīmju. Nosūti ar taustiņu Enter.",
    send="Jautāt",
    finish="Pabeigt un dzēst",
    asked="Tu jautāji",
    assumed_advice="Ja domāji ko citu, lūdzu, uzraksti pilnu jautājumu.",
    source="Parādīt avotā",
    close="Aizvērt avotu",
    source_of="Dokuments „{title}”",
    section_of="No dokumenta „{title}”",
    copy="Kopēt ar avota norādi",
    original="Publicētais oriģināls (atvērsies jaunā cilnē)",
    scan="Paņem dokumentu līdzi",
    scan_hint="Pavērs tālruņa kameru pret šo kodu. Kods ved uz publisko lapu „{title}”. Par "
    "to, ko jautāji, kodā nav nekā.",
    listen="Nolasīt balsī",
    published="Publicēts {date}",
    undated="Datums nav norādīts",
    foreign="Citēts dokumenta valodā",
    spoken={
        "looking": "Meklē dokumentos …",
        "ready": "Atbilde ir gatava.",
        "summarised": "Virs citātiem tagad ir kopsavilkums.",
        "busy": "Šobrīd jautā daudzi. Lūdzu, mēģini vēlreiz pēc dažām sekundēm.",
        "offline": "Atbildi neizdevās saņemt. Lūdzu, mēģini vēlreiz vai jautā darbiniekiem.",
        "copied": "Nokopēts.",
        "uncopied": "Nokopēt neizdevās. Iezīmē tekstu un nokopē to bez pogas.",
        "stop": "Beigt lasīt",
        "leaving": "Ielādē …",
        "waiting": "Lūdzu, uzgaidi. Ja nekas nemainās, jautā darbiniekiem.",
        "shift2": "Shift: nospied vēl divas reizes, lai izietu no lapas.",
        "shift1": "Shift: nospied vēl vienu reizi, lai izietu no lapas.",
        "idle": "Vai tu vēl esi šeit?",
        "countdown": "Viss šajā ekrānā tiks izdzēsts. Atlikušās sekundes: {seconds}.",
        "stay": "Turpināt",
        "end": "Beigt tūlīt",
        "keyboard": "Ekrāna tastatūra",
    },
    keys={
        "keyboard": "Tastatūra",
        "shift": "Lielais burts",
        "backspace": "Dzēst",
        "space": "Atstarpe",
        "enter": "Jautāt",
        "symbols": "Cipari un zīmes",
        "left": "Pa kreisi",
        "right": "Pa labi",
        "hide": "Paslēpt tastatūru",
    },
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
