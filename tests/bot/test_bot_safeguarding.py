"""The clinic's notices: who gets them, and that nothing can keep them away."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.engine import Bot
from bot.safeguarding import detector
from bot.safeguarding.detector import Safeguard, Suspicion
from bot.safeguarding.examples import Examples, load_examples
from bot.safeguarding.notices import CATEGORIES, Category, NoticesError, load_notices
from bot.safeguarding.stems import STEMS, stem_categories
from corpus import Span
from corpus.sentences import split_sentences
from eval.messages import measure_notices, read_messages
from index.embedder import Embedder, Vectors
from index.lexical import fold
from tests.bot.bot_support import small_bot, write_banked
from tests.support import REPOSITORY, FakeEmbedder

BOOK = load_notices()
EXAMPLES: Examples = (
    ("the bleeding will not stop", "medical"),
    ("blood is pouring out and I feel faint", "medical"),
    ("he hits me and forces me", "violence"),
    ("my partner forced me last night", "violence"),
    ("what does bleeding mean", None),
    ("my partner wants to try something new", None),
    ("where are you", None),
)


class BrokenEmbedder(FakeEmbedder):
    """A model that does not load."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Fail with the text in the message, as a careless library would."""
        raise RuntimeError(texts[0])


@pytest.fixture
def safeguard(tmp_path: Path) -> Safeguard:
    """A detection that learnt from a few messages."""
    return Safeguard(FakeEmbedder(), BOOK, tmp_path / "cache", EXAMPLES)


def found(safeguard: Safeguard, text: str) -> tuple[Category, ...]:
    """Return the categories of the notices for ``text``."""
    return tuple(notice.category for notice in safeguard.notices(text, "en"))


def test_notices_are_for_people_in_trouble(safeguard: Safeguard) -> None:
    """A message near an example gets its notice; one near a look-alike gets none."""
    assert found(safeguard, "the bleeding won't stop") == ("medical",)
    assert found(safeguard, "my partner forces me") == ("violence",)
    assert found(safeguard, "what does bleeding mean?") == ()


@pytest.mark.parametrize("language", ["en", "lv"])
def test_notice_is_in_the_language_of_the_message(safeguard: Safeguard, language: str) -> None:
    """The text is the operator's in that language, whole."""
    notice = safeguard.notices("the bleeding won't stop", language)[0]
    assert notice.text == getattr(BOOK.medical, language)


def test_what_was_learnt_is_kept_and_remade(tmp_path: Path) -> None:
    """A second start embeds nothing; a damaged cache is made anew, and gives the same."""
    embedder = FakeEmbedder()
    calls = []
    first = Safeguard(embedder, BOOK, tmp_path, EXAMPLES)
    first.warm_up(lambda done, total: calls.append((done, total)))
    assert calls[-1] == (7, 7)
    score = first.suspect("he forced me")
    again = Safeguard(embedder, BOOK, tmp_path, EXAMPLES)
    again.warm_up(lambda done, total: calls.append((done, total)))
    assert len(calls) == 1
    assert again.suspect("he forced me") == score
    for path in tmp_path.rglob("model.npz"):
        path.write_bytes(b"junk")
    broken = Safeguard(embedder, BOOK, tmp_path, EXAMPLES)
    assert broken.suspect("he forced me") == score


def test_notices_come_without_a_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When the model fails, plain stems decide; the log has the kind of error and no word more."""
    safeguard = Safeguard(BrokenEmbedder(), BOOK, tmp_path, EXAMPLES)
    with caplog.at_level(logging.DEBUG):
        assert found(safeguard, "I want to die canary") == ("selfharm",)
        assert found(safeguard, "Viņš mani IZVAROJA") == ("violence",)
        assert found(safeguard, "how do I use lube?") == ()
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


def test_notices_come_without_documents_or_index(tmp_path: Path, safeguard: Safeguard) -> None:
    """A bot that cannot answer still tells where to turn, also for a text far too long."""
    bot = small_bot(tmp_path, write_banked(tmp_path / "corpus"), safeguard)
    assert [n.category for n in bot.ask("the bleeding won't stop").notices] == ["medical"]
    (tmp_path / "corpus" / "manifest.toml").unlink()
    for text in ("the bleeding will not stop", "the bleeding will not stop " * 500):
        assert [n.category for n in bot.notices(text, "en")] == ["medical"]


def test_notice_never_takes_the_answers_place(tmp_path: Path, safeguard: Safeguard) -> None:
    """With and without notices, status and quotes are the same."""
    corpus = write_banked(tmp_path / "corpus")
    plain = small_bot(tmp_path / "a", corpus)
    guarded = small_bot(tmp_path / "b", corpus, safeguard)
    for text in ("It keeps bleeding, what now?", "the bleeding will not stop", "what is a car?"):
        without, with_ = plain.ask(text), guarded.ask(text)
        assert (with_.status, with_.quotes) == (without.status, without.quotes)
        assert without.notices == ()


def test_suspicion_shows_the_likely_categories() -> None:
    """Under the threshold nothing; over it every category that is likely enough."""
    shares = (0.6, 0.3, 0.06, 0.04)
    assert Suspicion(detector.THRESHOLD - 0.01, shares).categories == ()
    assert Suspicion(detector.THRESHOLD, shares).categories == ("medical", "violence")


@pytest.mark.parametrize("line", ["{", "{}", '{"message": "x", "language": "en"}'])
def test_bad_examples_are_named(tmp_path: Path, line: str) -> None:
    """A line that is no example is named by file and number."""
    good = {"message": "x", "language": "en", "categories": []}
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(good)}\n{line}\n")
    with pytest.raises(NoticesError, match=r"a\.jsonl:2"):
        load_examples(tmp_path)
    with pytest.raises(NoticesError, match="no example"):
        load_examples(tmp_path / "none")


def test_shipped_examples_are_many_and_apart_from_the_test() -> None:
    """Every category has examples in both languages, and none is a test message."""
    rows = load_examples()
    for category in CATEGORIES:
        assert sum(one == category for _, one in rows) > 500
    test = read_messages(REPOSITORY / "eval" / "messages" / "test.jsonl")
    assert not {one.message for one in test} & {text for text, _ in rows}


def test_every_number_is_in_both_languages() -> None:
    """A translation that lost a number would send somebody nowhere."""
    numbers = {"medical": {"112", "113", "66016001"}, "violence": {"112", "116006", "116111"}}
    numbers |= {"minor": {"112", "116111"}, "selfharm": {"112", "116123"}}
    for category in CATEGORIES:
        for language in ("en", "lv"):
            words = BOOK.notice(category, language).text.replace(".", " ").replace(",", " ")
            assert {w for w in words.split() if w.isdigit() and len(w) > 2} == numbers[category]


def test_stems_are_spelt_as_messages_are_searched() -> None:
    """A stem with a capital, a macron or an apostrophe would never be found."""
    for stems in STEMS.values():
        for stem in stems:
            assert stem.isascii()
            assert stem == fold(stem)
            assert set(stem) <= {*"abcdefghijklmnopqrstuvwxyz0123456789", " "}


def test_stems_do_not_depend_on_case_marks_or_apostrophes() -> None:
    """One stem covers what people type."""
    for text in ("Can't breathe", "cant breathe", "can’t breathe!!", "NEVARU PAELPOT"):
        assert stem_categories(text) == {"medical"}
    assert stem_categories("a therapist, drapery") == set()


@pytest.fixture(scope="module")
def shipped_safeguard(real_embedder: Embedder) -> Safeguard:
    """The detection as visitors meet it."""
    return Safeguard(real_embedder, BOOK, REPOSITORY / "var" / "models")


def test_notices_are_as_good_as_the_notes_say(shipped_safeguard: Safeguard) -> None:
    """On the test messages, with the shipped model: floors under docs/safeguarding.md."""
    messages = read_messages(REPOSITORY / "eval" / "messages" / "test.jsonl")
    everything = measure_notices(shipped_safeguard, messages)[-1]
    assert everything.recall.n >= 200
    assert everything.false_alarms.n >= 200
    assert everything.recall.value >= 0.94
    assert everything.false_alarms.value <= 0.05


@pytest.mark.parametrize("times", [0, 1, 2, 10])
def test_one_sentence_of_a_long_story_is_enough(shipped_safeguard: Safeguard, times: int) -> None:
    """However much ordinary text stands around it, also over a question's allowed length."""
    talk = (
        "I have a question about how to choose the right lubricant for us. We tried two kinds "
        "and one was sticky. The pharmacy had only one brand last week. "
    ) * times
    assert found(shipped_safeguard, f"{talk}He raped me last night. {talk}") == ("violence",)
    assert found(shipped_safeguard, f"{talk}I like the water-based one. {talk}") == ()


def test_bot_without_safeguard_has_no_notices(tmp_path: Path) -> None:
    """It has to be given one; the commands all do."""
    bot: Bot = small_bot(tmp_path, write_banked(tmp_path / "corpus"))
    assert bot.notices("I want to die", "en") == ()


def test_only_the_end_of_an_endless_message_is_cut(
    shipped_safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cutting takes time with the square of the length, and anybody may send 200,000 characters."""
    cut: list[int] = []
    split = split_sentences

    def watched(text: str, span: Span, language: str) -> tuple[Span, ...]:
        cut.append(len(text))
        return split(text, span, language)

    monkeypatch.setattr(detector, "split_sentences", watched)
    assert found(shipped_safeguard, "Is it safe? " * 16_000 + "He raped me.") == ("violence",)
    assert max(cut) <= detector.TAIL
