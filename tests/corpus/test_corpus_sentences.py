"""Where sentences begin and end, in English and Latvian."""

import pytest

from corpus import Span
from corpus.sentences import split_sentences

ENGLISH = [
    # "|" stands where a sentence must end, and nowhere else.
    "“It’s a good way to get infections,” says Dr. Inkster. |“If you’ve got cracks, it’s easy.”",
    "“Making sure you’re lubricated is the main thing,” says Dr. Inkster.",
    "“Anything chemical is bad,” notes Dr. Inkster. |“Stop it!” |Then rest.",
    "Ask Dr. Smith or Mrs. Jones. |They know.",
    "Gastroenterologist Michelle Inkster, MD, PhD, walks us through it. |Read on.",
    "Use a lubricant, e.g. Silicone, i.e. A slippery one. |Wait.",
    "It costs 3.50 euros. |Pay at the desk.",
    "It began on March 2, 2022. |It ended in 2023.",
    "Is it safe? |Yes! |Mostly.",
    "Leave it in for 10 minutes. |Then take it out.",
    "If you’re uncomfortable — try more lube. |HIV — you name it.",
    "😀 Relax. |👩‍⚕️ Ask a nurse… and wait.",
    "One.\n|Two is\nwrapped.\u00a0|Three.",
    "The answer is no. |Ask again. |Is it the answer? |No. It is not.",
    "Go to room no. 5 on the left. |Then call tel. 67000000 now.",
    "Max. 2 tablets a day, incl. 1 at night. |Min. 1 hour apart.",
    "Open Mon. to Fri. from 9 a.m. to 5 p.m. |Closed on Sundays.",
    "Wait 20 min. |Then take it out.",
    "No full stop at the end of this paragraph",
]
LATVIAN = [
    "„Tas ir droši,” saka Dr. Kalniņa. |„Bet uzmanieties.”",
    "“Lietojiet prezervatīvu,” iesaka Dr. Bērziņš. |“Tas palīdz.”",
    "Lietojiet lubrikantus, piem., silikona, u.c. līdzekļus. |Tad atpūtieties.",
    "Tas notika 2010. gada 7. maijā. |Pēc tam nekas nenotika.",
    "Skatīts 2013. gada 29. augustā plkst. 9.00 no rīta. |Viss.",
    "Pieņemšana ir plkst. 14.30 otrajā stāvā. |Zvaniet!",
    "Kabinets Nr. 12 ir slēgts. |Ejiet uz kabinetu Nr. 13.",
    "Speciālists, t.i., ārsts, palīdzēs. |Nebaidieties.",
    "Kabinets nr. 5, plkst. 9.30, t.i. no rīta. |T.i. agri. |Gaidiet.",
    "Skat. 5. lpp. tālāk. |Apm. 5 ml pietiek. |Maks. 2 tabletes.",
    "Lietojiet prezervatīvus u.c. līdzekļus. |Geli, lubrikanti u.c. |Tie palīdz.",
    "Pagaidiet 20 min. |Tad nāciet uz 5. kab. durvīm. |Viss.",
    "Vai tas sāp? |Nē. |Tas nesāp.",
    "Tas notiek 5. decembrī. |Tad gaidiet.",
    "Dzimumloceklis tiek ievadīts atverē. |Šo terminu var attiecināt arī uz citiem.",
]


@pytest.mark.parametrize(
    ("language", "marked"),
    [*(("en", text) for text in ENGLISH), *(("lv", text) for text in LATVIAN)],
)
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    """Quotation tags, abbreviations, ordinals and dates do not end a sentence; the rest does."""
    text = marked.replace("|", "")
    found = split_sentences(text, Span(0, len(text)), language)
    assert [text[s.start : s.end] for s in found] == [s.strip() for s in marked.split("|")]


def test_only_the_paragraph_is_cut() -> None:
    """Offsets count from the text's start, and nothing outside the paragraph is touched."""
    text = "Skip. Take this. And this. Skip."
    found = split_sentences(text, Span(6, 26), "en")
    assert [text[s.start : s.end] for s in found] == ["Take this.", "And this."]


@pytest.mark.parametrize("language", ["de", "ru", "xx"])
def test_languages_without_own_rules_are_cut_too(language: str) -> None:
    """A language without a list of ours, or one nobody knows, still gets sentences."""
    text = "Eins zwei. Drei vier!"
    assert len(split_sentences(text, Span(0, len(text)), language)) == 2
