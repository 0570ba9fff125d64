"""The bot's own fixed words, in every interface language. Never mixed with a quote."""

from bot.errors import Fault
from bot.question import MAX_CHARACTERS
from corpus.translation import Review

LANGUAGES = ("en", "lv")
"""Interface languages, ISO 639-1; a corpus may hold others, shown under English words."""

NAMES = {"en": "English", "lv": "Latviešu"}
"""Each interface language's name in itself."""

LEAD_IN = {
    "en": "This is what the documents say:",
    "lv": "Lūk, kas teikts dokumentos:",
}

NOT_FOUND = {
    "en": "The documents do not answer this question.",
    "lv": "Dokumentos uz šo jautājumu atbildes nav.",
}

NEAREST = {
    "en": "These parts come nearest:",
    "lv": "Jautājumam vistuvākās ir šīs sadaļas:",
}

NEXT_STEP = {
    "en": "The clinic’s staff can help you further.",
    "lv": "Tālāk tev var palīdzēt klīnikas darbinieki.",
}

OPERATOR = {
    "en": "From the clinic, not from the documents",
    "lv": "No klīnikas, nevis no dokumentiem",
}
"""Said over the clinic's own words."""

ASSUMED = {
    "en": "Understood as going on from your question “{question}”.",
    "lv": "Saprasts kā tava jautājuma „{question}” turpinājums.",
}
"""Said over an answer to a question that was taken as a follow-up."""

SUMMARY = {
    "en": "Summary by a language model ({model}). It may be wrong; the quotes below are the "
    "answer.",
    "lv": "Kopsavilkumu uzrakstīja valodas modelis ({model}). Tas var kļūdīties; atbilde ir "
    "citātos zem kopsavilkuma.",
}
"""Said over what a language model made of the quotes."""

OTHER_LANGUAGE = {
    "en": {"lv": "Quoted from Latvian, as written", "en": ""},
    "lv": {"en": "Citēts angļu valodā, kā rakstīts avotā", "lv": ""},
}
"""Said beside a quote in a language other than the visitor's: [visitor's][quote's]."""

TRANSLATED = {
    "en": "Translation into English ({review})",
    "lv": "Tulkojums latviešu valodā ({review})",
}
"""Said over a translation of a quote into the visitor's language; then who vouches for it."""

MACHINE_DRAFT = {
    "en": "machine draft, not reviewed by a clinician",
    "lv": "mašīntulkojuma melnraksts, klīnicists to nav pārbaudījis",
}

REVIEWED = {
    "en": "reviewed by {name}, {day}",
    "lv": "pārbaudīja {name}, {day}",
}

PAGE = {"en": "p. {number}", "lv": "{number}. lpp."}
"""Where a quote stands in a document that has pages."""

REVIEW_DUE = {
    "en": "Its review was due on {date}.",
    "lv": "Šo dokumentu bija paredzēts pārskatīt {date}.",
}
"""Said beside a quote whose document nobody has reviewed again in time."""

FAULTS: dict[Fault, dict[str, str]] = {
    "empty": {
        "en": "Please type a question first.",
        "lv": "Lūdzu, vispirms uzraksti jautājumu.",
    },
    "too_long": {
        "en": f"Please shorten your question to at most {MAX_CHARACTERS:,} characters.",
        "lv": f"Lūdzu, saīsini jautājumu līdz {MAX_CHARACTERS} rakstzīmēm.",
    },
    "control_characters": {
        "en": "The question holds characters that cannot be read. Please type it again.",
        "lv": "Jautājumā ir nesalasāmas rakstzīmes. Lūdzu, uzraksti to vēlreiz.",
    },
    "unknown_language": {
        "en": "There are no documents in that language. Please choose another.",
        "lv": "Šajā valodā dokumentu nav. Lūdzu, izvēlies citu.",
    },
}

UNAVAILABLE = {
    "en": "Answers are not available at this moment because the documents are being "
    "updated. Please try again in a minute, or ask the staff.",
    "lv": "Šobrīd atbildes nav pieejamas, jo dokumenti tiek atjaunināti. Lūdzu, mēģini "
    "vēlreiz pēc minūtes vai jautā darbiniekiem.",
}


def translated(review: Review, day: str, language: str) -> str:
    """Return what is said over a translation.

    Args:
        review: Who vouches for it.
        day: The day of the review, as it is to be read; unused for a draft.
        language: Of the translation, and of these words.
    """
    by = REVIEWED[language].format(name=review.by, day=day) if review.by else None
    return TRANSLATED[language].format(review=by or MACHINE_DRAFT[language])


def interface_language(language: str) -> str:
    """Return ``language`` if there are words in it, else the first interface language."""
    return language if language in LANGUAGES else LANGUAGES[0]
