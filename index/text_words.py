"""Which words of a question carry meaning: all but those that join, point and ask."""

import re

from index.lexical import fold

_WORD = re.compile(r"\w+")

_FUNCTION = {
    "en": "a about after again all also am an and any are aren as at be because been before "
    "being both but by can could couldn d did didn do does doesn doing don during each "
    "few for from further get got had has hasn have haven having he her here hers him his "
    "how i if in into is isn it its just ll m many may me might more most much must my no nor not "
    "of off on once only or other our out over own re s same shall she should shouldn so "
    "some such t than that the their them then there these they this those through to too "
    "under until up us ve very was wasn we were weren what when where which while who "
    "whom whose why will with won would wouldn you your",
    # Folded, as visitors type.
    "lv": "a ar ari arpus aiz ap bet bez bija biju bus busu caur cik da dazi del deri es esam esat "
    "esi esmu gan gar gandriz ik ir it ja jau jeb jo jus jusu ka kad kada kadas kadi kadu kads kam "
    "kapec kas katra katrs kaut ko kur kura kuras kuri kurs kura lai lidz loti lud man mana manas "
    "manu mans mani manis mes mums musu ne nav nedz nebija nekas no nu pa par pec pie pirms pret "
    "sa sai sada sads saja sas savu savs sevi si sie sis so ta tad tadel tadi tads tai taja tapec "
    "tas tev tevi ti tie tik tikai to tos tu tur un uz vai vairak var varetu varu vel vien viena "
    "viens vienu vina vinas vini vinu vins virs visi viss visu zem",
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION.items()}


def content_words(text: str, language: str) -> list[str]:
    """Return the words of ``text`` that carry meaning, in small letters, in order.

    Args:
        text: Any text.
        language: ISO 639-1 code; of a language without a list of ours every word is returned.
    """
    function = _FUNCTION_WORDS.get(language, frozenset())
    return [word for word in _WORD.findall(text.lower()) if fold(word) not in function]
