"""Translations are compared with their sources; and the comparison can fail."""

import re

import pytest

from corpus import Corpus
from corpus.fidelity import differences
from corpus.translations import sources


def found(source: str, translation: str, languages: str = "en lv") -> list[str]:
    """Return what differs."""
    left, right = languages.split()
    return [one.what for one in differences(source, left, translation, right)]


def test_shipped_translations_have_the_facts_of_their_sources(shipped: Corpus) -> None:
    """Numbers, units, names and denial, in every sentence of both documents."""
    compared = 0
    for document in shipped.values():
        for language in document.translations:
            for source in sources(document):
                translation = document.translated(source, language)
                assert translation
                pair = (source, document.language, translation.text, language)
                assert [str(one) for one in differences(*pair)] == [], source
                compared += 1
    assert compared >= 130


@pytest.mark.parametrize(
    ("part", "old", "new", "what"),
    [
        ("within 30 minutes", "30", "40", "30"),
        ("within 30 minutes", "30 minūšu", "30 stundu", "minute"),
        ("for 10 minutes", "10 minūtes", "desmit stundas", "minute"),
        ("for 10 minutes", "pāris reižu", "trīs reizes", "a couple"),
        ("for 10 minutes", "nedēļu", "mēnesi", "week"),
        ("about three weeks", "trim", "četrām", "3"),
        ("an inch or two", "divu collu", "trīs collu", "2"),
        ("an inch or two", "collu", "centimetru", "inch"),
        ("billions of bacteria", "miljardiem", "biljoniem", "10⁹"),
        ("99% effective", "99 %", "90 %", "99"),
        ("99% effective", "PrEP", "PEP", "PrEP"),
        ("99% effective", "HIV", "HPV", "HIV"),
        ("99% effective", "nelietojat", "lietojat", "denial"),
        ("more than 200", "200", "20", "200"),
        ("an hour or more", "stundu", "dienu", "hour"),
        ("an hour or more", "ārsta", "drauga", "doctor"),
        ("over the last few decades", "desmitgadēs", "gados", "decade"),
        ("each year", "gadu", "mēnesi", "year"),
        ("Syphilis, chlamydia", "Sifiliss", "Herpess", "syphilis"),
        ("Most doctors advise against", "neskaloties un nelietot", "skaloties un lietot", "denial"),
        ("negative anal Pap", "negatīva", "pozitīva", "negative"),
        ("Small spots", "pirmā", "otrā", "1."),
        ("says Dr. Inkster. ", "Inkstere", "Inkere", "Inkster"),
    ],
)
def test_a_changed_fact_is_found(shipped: Corpus, part: str, old: str, new: str, what: str) -> None:
    """Each mutation of a shipped translation is named."""
    document = shipped["is-anal-sex-safe"]
    source = next(one for one in sources(document) if part in f"{one} ")
    translation = document.translated(source, "lv")
    assert translation
    assert old in translation.text
    assert what in found(source, translation.text.replace(old, new))


def test_no_figure_can_change_unseen(shipped: Corpus) -> None:
    """Every figure of every translation, raised by one, is found."""
    changed = 0
    for document in shipped.values():
        for language in document.translations:
            for source in sources(document):
                translation = document.translated(source, language)
                assert translation
                for match in re.finditer(r"\d+", translation.text):
                    start, end = match.span()
                    more = str(int(match.group()) + 1)
                    text = translation.text[:start] + more + translation.text[end:]
                    assert differences(source, document.language, text, language)
                    changed += 1
    assert changed >= 5


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Take 1,000 mg twice a day.", "Lieto 1000 mg divreiz dienā."),
        ("Take 2.5 ml once a week.", "Lieto 2,5 ml reizi nedēļā."),
        ("Take 2.5ml once a week.", "Lieto 2,5 ml vienreizi nedēļā."),
        ("It takes half an hour.", "Tas ilgst pusstundu."),
        ("In the first two years", "Pirmajos divos gados"),
        ("E. coli is not a virus.", "E. coli nav vīruss."),
        ("Once you are used to it, it is no problem.", "Kad esi pieradis, problēmu nav."),
        ("It took ten years.", "Tas ilga desmit gadus."),
        ("A small nerve", "Neliels nervs"),
    ],
)
def test_the_same_in_other_words_is_the_same(source: str, translation: str) -> None:
    """Each language's own way to write numbers and units, in both directions."""
    assert found(source, translation) == []
    assert found(translation, source, "lv en") == []


@pytest.mark.parametrize(
    ("source", "translation", "what"),
    [
        ("Take 2.5 ml.", "Lieto 25 ml.", "2.5"),
        ("Take 1,000 mg.", "Lieto 1,000 mg.", "1000"),
        ("It takes half an hour.", "Tas ilgst stundu.", "1/2"),
        ("Take it twice a day.", "Lieto reizi dienā.", "2×"),
        ("Never use it.", "Lieto to.", "denial"),
        ("It hurts.", "Tas nesāp.", "denial"),
        ("Use a condom.", "Lieto lubrikantu.", "condom"),
        ("E. coli", "Salmonellas", "E. coli"),
        ("a pH of 7", "pH ir 8", "7"),
    ],
)
def test_something_else_is_found(source: str, translation: str, what: str) -> None:
    """Also in sentences that are not shipped."""
    assert what in found(source, translation)
    assert what in found(translation, source, "lv en")


def test_languages_without_words_are_compared_by_figures() -> None:
    """German has no lists: figures and abbreviations alone."""
    assert found("Ask within 30 minutes about HIV.", "Frag in 30 Minuten nach HIV.", "en de") == []
    assert found("Ask within 30 minutes.", "Frag in 40 Minuten.", "en de") == ["30", "40"]
    assert found("Ask about HIV.", "Frag nach HPV.", "en de") == ["HIV", "HPV"]
