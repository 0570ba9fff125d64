"""The guards: what a statement may not say, each by a case."""

import numpy as np
import pytest

from bot.llm.content import unfaithful
from bot.llm.facts import reaches
from bot.llm.guards import Guards, broken_rule
from bot.llm.summary import MAX_CHARACTERS, Sentence, Statement
from bot.llm.support import alike, thoughts
from corpus import Corpus
from corpus.fidelity import facts, quantities
from corpus.settings import ROOT
from eval.statements import DIRECTORY, Written, read_statements
from tests.bot.llm_support import cited

ROOM = "If the pain doesn’t go away within 30 minutes"
DILATOR = "Ideally, you would start"


@pytest.mark.parametrize(
    ("beginning", "language", "statement", "reason"),
    [
        (ROOM, "en", "If the pain doesn’t go away within 60 minutes, stop.", "fact"),
        (ROOM, "en", "If the pain doesn’t go away within 30 hours, you should go.", "fact"),
        (DILATOR, "en", "Leave it for a couple of minutes 10 times a day.", "quantity"),
        ("Dr. Inkster suggests going", "en", "Go at least 30 minutes beforehand.", "quantity"),
        ("If you’re with a consensual", "en", "PrEP is 99% effective against HPV.", "fact"),
        ("Without lubrication", "en", "With lubrication, the tissue can tear.", "word"),
        ("Small spots of blood", "en", "Small spots of blood are not normal.", "word"),
        ("Some people just have", "en", "People have a tighter sphincter.", "hedge"),
        (
            "This means there’s a higher",
            "en",
            "There’s a higher chance of transferring an infection.",
            "hedge",
        ),
        ("Small spots of blood", "en", "Small spots of blood are always normal.", "force"),
        ("Small spots of blood", "en", "We know that small spots of blood are normal.", "person"),
        ("Small spots of blood", "en", "Small spots of blood: see [this](x).", "no plain text"),
        ("Small spots of blood", "en", "a" * (MAX_CHARACTERS + 1), "too long"),
        ("Small spots of blood", "lv", "Lieli asins plankumi ir normāli.", "word"),
        (ROOM, "lv", "Ja sāpes nepāriet 90 minūšu laikā, jādodas uz nodaļu.", "fact"),
        ("Tā kā taisnās zarnas", "en", "A lubricant is always used to insert the penis.", "hedge"),
    ],
)
def test_what_a_statement_may_not_say(
    shipped: Corpus, beginning: str, language: str, statement: str, reason: str
) -> None:
    """Each departure from the sentence is found by the guard for it."""
    assert broken_rule(statement, [cited(shipped, beginning, language)], language) == reason


@pytest.mark.parametrize(
    ("beginning", "language", "statement"),
    [
        (ROOM, "en", "If the pain doesn’t go away within 30 minutes, go to the emergency room."),
        (ROOM, "lv", "Ja sāpes nepāriet 30 minūšu laikā, jādodas uz slimnīcu."),
        ("Your anus doesn’t create", "lv", "Tūplis pats lubrikantu neizdala."),
        ("Small spots of blood", "en", "Small spots of blood are normal."),
        ("Tā kā taisnās zarnas", "en", "A lubricant is almost always used."),
    ],
)
def test_what_it_may(shipped: Corpus, beginning: str, language: str, statement: str) -> None:
    """A shortened sentence breaks no rule, also across languages."""
    assert broken_rule(statement, [cited(shipped, beginning, language)], language) is None


@pytest.mark.parametrize(
    ("language", "sentence", "kept", "changed"),
    [
        (
            "en",
            "Thin tissue means it can tear.",
            "Thin tissue can rip.",
            "Tearing means the tissue can be thin.",
        ),
        (
            "en",
            "If you’re anxious, your anus can tighten up.",
            "Your anus can tighten up when you’re nervous.",
            "If your anus tightens up, you can become anxious.",
        ),
        (
            "lv",
            "Audi ir plāni, tāpēc tie var viegli ieplīst.",
            "Plāni audi var viegli plīst.",
            "Audi var viegli ieplīst, tāpēc tie ir plāni.",
        ),
        (
            "lv",
            "Ja ir laiks, var noderēt arī duša pirms seksa.",
            "Ja ir laiks, duša pirms seksa var palīdzēt.",
            "Ja ir laiks, var noderēt sekss pirms dušas.",
        ),
    ],
)
def test_words_for_the_same_pass_and_another_order_does_not(
    language: str, sentence: str, kept: str, changed: str
) -> None:
    """Synonyms and inflection are no harm; what follows from what is."""
    assert unfaithful(kept, [sentence], language) is None
    assert unfaithful(changed, [sentence], language) is None
    guards = Guards(lambda texts: np.ones((len(texts), 1), np.float32))
    shown = [Sentence(1, 0, sentence, language, sentence)]
    assert guards.check(Statement(kept, (1,)), shown, language).passed
    assert guards.check(Statement(changed, (1,)), shown, language).reason == "score"


@pytest.mark.parametrize(
    ("language", "sentence", "kept", "changed", "reason"),
    [
        ("en", "Avoid large ridges.", "Don’t use large ridges.", "Use large ridges.", "word"),
        (
            "en",
            "You can avoid big risks.",
            "Big risks can be avoided.",
            "You can’t avoid big risks.",
            "word",
        ),
        (
            "en",
            "Wait if it hurts, they say.",
            "Wait if it’s painful.",
            "Wait even if it hurts.",
            "force",
        ),
        (
            "en",
            "Stop until they’re ready.",
            "Stop until they’re ready.",
            "Stop until you’re ready.",
            "person",
        ),
        (
            "lv",
            "Izvairies no lieliem piederumiem.",
            "Nelieto lielus piederumus.",
            "Lieto lielus piederumus.",
            "word",
        ),
        (
            "lv",
            "Var baudīt prostatas (vīriešiem) stimulēšanu.",
            "Prostatas (vīriešiem) stimulēšanu var baudīt.",
            "Var baudīt prostatas (sievietēm) stimulēšanu.",
            "brackets",
        ),
        (
            "en",
            "Do it a couple of times a day for about a week.",
            "Do it a couple of times a day for about a week.",
            "Do it a couple of times a week for about a day.",
            "quantity",
        ),
    ],
)
def test_what_is_denied_supposed_or_done_by_whom(
    language: str, sentence: str, kept: str, changed: str, reason: str
) -> None:
    """A statement in other words passes the strict rules, its opposite fails one."""
    shown = [Sentence(1, 0, sentence, language, sentence)]
    assert broken_rule(kept, shown, language) is None
    assert broken_rule(changed, shown, language) == reason


def test_no_group_of_words_holds_opposites() -> None:
    """The reviewed list takes no word for its opposite, nor one place of the body for another."""
    opposites = {
        "en": (
            "safe dangerous",
            "inside outside",
            "easy hard",
            "open close",
            "start stop",
            "anus rectum",
            "large small",
            "insert remove",
            "men women",
            "good bad",
        ),
        "lv": (
            "drošs bīstams",
            "iekšpuse ārpuse",
            "viegli grūti",
            "sākt beigt",
            "tūplis zarna",
            "liels mazs",
            "ievadīt izņemt",
            "vīrietis sieviete",
            "labs slikts",
        ),
    }
    for language, pairs in opposites.items():
        for pair in pairs:
            one, other = (
                word for part in thoughts(", ".join(pair.split()), language) for word in part.words
            )
            assert not alike(one, other, language), pair


def test_without_a_translation_nothing_is_said_in_another_language() -> None:
    """Across languages only numbers and names could be compared; that is not enough."""
    foreign = Sentence(1, 0, "Wasch dich mit Wasser.", "de", None)
    assert broken_rule("Wash with water.", [foreign], "en") == "no translation"


def test_an_unknown_number_is_no_citation(shipped: Corpus) -> None:
    """A statement that cites what the model was not shown is dropped unread."""
    guards = Guards(lambda texts: np.ones((len(texts), 1), np.float32))
    known = cited(shipped, "Small spots of blood")
    verdict = guards.check(Statement(known.text, (1, 2)), [known], "en")
    assert verdict.reason == "unknown sentence"


def test_facts_are_the_same_in_both_languages() -> None:
    """Numbers, units and names are compared by what they are."""
    english = facts("A condom for ten minutes, 1,000 times.", "en")
    assert english == facts("Prezervatīvs desmit minūtes, 1000 reižu.", "lv")
    assert {"10", "minute", "1000", "condom"} <= english


def test_a_number_belongs_to_its_unit_and_bound() -> None:
    """A unit without a number counts too, and "up to" is not "at least"."""
    found = [one[:2] for one in quantities("10 minutes, a couple of times a day", "en")]
    assert found == [("10", "minute"), ("a couple", ""), ("", "day")]
    assert reaches("up to 30 minutes", "en") == reaches("līdz 30 minūtēm", "lv")
    assert reaches("up to 30 minutes", "en") != reaches("at least 30 minutes", "en")


def test_the_written_statements_are_what_they_claim(shipped: Corpus) -> None:
    """Enough of them, in both languages; the halves share no sentence and hardly a section."""
    told = [one for one in read_statements(shipped) if one.written.half != "second"]
    attacks = [one.written for one in told if not one.faithful]
    assert len(attacks) >= 600
    assert len(told) - len(attacks) >= 200
    assert 0.4 < sum(one.language == "lv" for one in attacks) / len(attacks) < 0.6
    assert len({(one.statement, one.cites) for one in attacks}) == len(attacks)
    halves = {half: _sections(shipped, [o.written for o in told], half) for half in ("dev", "test")}
    assert halves["dev"] & halves["test"] <= {("analais-sekss", ())}
    sentences = [
        {text for one in told if one.written.half == half for text in one.written.cites}
        for half in ("dev", "test")
    ]
    assert not sentences[0] & sentences[1]
    assert DIRECTORY.is_relative_to(ROOT)


def _sections(
    corpus: Corpus, written: list[Written], half: str
) -> set[tuple[str, tuple[str, ...]]]:
    cites = {text for one in written if one.half == half for text in one.cites}
    return {
        (document.id, section.path)
        for document in corpus.values()
        for section in document.sections
        for paragraph in section.paragraphs
        for span in paragraph.sentences
        if document.slice(span) in cites
    }


@pytest.mark.parametrize(("faithful", "least", "most"), [(False, 0.0, 0.07), (True, 0.78, 1.0)])
def test_the_strict_rules_hold(
    shipped: Corpus, *, faithful: bool, least: float, most: float
) -> None:
    """Before any score, few attacks get through and most faithful statements do."""
    told = [
        one
        for one in read_statements(shipped)
        if one.faithful == faithful and one.written.half != "second"
    ]
    passed = sum(
        broken_rule(one.written.statement, one.cited, one.written.language) is None for one in told
    )
    assert least <= passed / len(told) <= most
