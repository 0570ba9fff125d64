"""A reassuring sentence is not shown without the one that limits it."""

import pytest

from bot.answer import Quote
from bot.llm.guards import Guards
from bot.llm.limits import within_limits
from bot.llm.summariser import Checker
from bot.llm.summary import Shown, Statement, sentences_of
from corpus import Corpus, Span
from tests.llm.conftest import alike

SPOTS = {
    "en": "Small spots of blood are normal, especially if it’s your first time.",
    "lv": "Nelieli asins plankumiņi ir normāla parādība",
}


@pytest.fixture
def bleeding(shipped: Corpus) -> tuple[Quote, ...]:
    """What is normal, "but if …", and what then, as one quote."""
    document = shipped["is-anal-sex-safe"]
    for paragraph in document.paragraphs():
        if document.slice(paragraph.sentences[0]) == SPOTS["en"]:
            span = Span(paragraph.sentences[0].start, paragraph.sentences[-1].end)
            return (Quote.cut(document, (), span),)
    pytest.fail("the document says something else now")


def of(shown: tuple[Shown, ...], *numbers: int) -> list[Statement]:
    """Return statements that repeat sentences as the visitor reads them."""
    return [Statement(shown[number - 1].here or "", (number,)) for number in numbers]


@pytest.mark.parametrize("language", ["en", "lv"])
def test_what_limits_a_sentence_stands_beside_it(
    bleeding: tuple[Quote, ...], language: str
) -> None:
    """Alone it is left out, though it is faithful; together both are shown."""
    shown = sentences_of(bleeding, language)
    assert (shown[0].here or "").startswith(SPOTS[language])
    checker = Checker(Guards(alike), "m")
    assert checker.check(of(shown, 1), bleeding, language) is None
    both = checker.check(of(shown, 1, 2), bleeding, language)
    assert both is not None
    assert [one.cites for one in both.statements] == [(1,), (2,)]
    warning = checker.check(of(shown, 2), bleeding, language)
    assert warning is not None
    # What limits it must have passed the guards itself.
    lie = Statement("If you’re bleeding heavily, that is normal too.", (2,))
    assert checker.check([*of(shown, 1), lie], bleeding, language) is None


def test_a_limit_may_have_its_own() -> None:
    """What falls with the last of a row takes all before it along; other quotes are others."""
    span = Span(0, 1)
    row = [
        Shown(number, number // 4, text, "en", text, span)
        for number, text in enumerate(
            ["It is fine.", "But not always.", "“However, mostly.”", "Butter helps.", "Rest."], 1
        )
    ]
    said = [Statement(one.text, (one.number,)) for one in row]
    assert within_limits(said, row, "en") == tuple(said)
    assert within_limits(said[:2], row, "en") == ()
    assert within_limits(said[2:], row, "en") == tuple(said[2:])
    assert within_limits(said[:1], row[:1], "en") == tuple(said[:1])
    assert within_limits([said[0], said[3]], row, "en") == (said[3],)
