"""Retrieval, decision and quoting on a corpus small enough to follow by eye."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import ANSWERED, NOT_FOUND
from bot.candidates import Candidate, Retrieved
from bot.decision import FILE, Decider
from bot.engine import Bot
from bot.hybrid_retrieval import HybridRetriever
from bot.question import Question
from bot.quoting import MAX_QUOTES, MAX_WORDS, cut_quote, cut_quotes
from corpus import Corpus, load_corpus
from corpus.bank import Pointer
from index.build import build_index
from index.passages import split_passages
from index.store import OpenIndex
from tests.bot.bot_support import small_bot, write_banked
from tests.support import ENGLISH, LATVIAN, Draft, FakeEmbedder, write_corpus


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """A bot on the small corpus with a bank."""
    place = tmp_path_factory.mktemp("banked")
    return small_bot(place, write_banked(place / "corpus"))


def test_a_bank_question_finds_its_anchor(bot: Bot) -> None:
    """The anchor is quoted, and with it the sentence that qualifies it."""
    answer = bot.ask("how warm should water be")
    assert answer.status == ANSWERED
    assert answer.quotes[0].text == "Use warm water. But never use hot water."


def test_either_language_reaches_the_document(bot: Bot) -> None:
    """A Latvian question without diacritics gets the English sentence, marked as English."""
    answer = bot.ask("asinosana nerimst ko darit")
    assert answer.language == "lv"
    assert answer.quotes[0].language == "en"
    assert answer.quotes[0].text == "Call us if the bleeding does not stop within an hour."


def test_a_known_unanswered_question_is_refused_with_its_topic(bot: Bot) -> None:
    """The trap shares the passage's words, and is refused all the same."""
    answer = bot.ask("what's the price of warm water?")
    assert answer.status == NOT_FOUND
    assert answer.topic == "prices"
    assert answer.pointer == Pointer("Prices. Ask at the desk.")
    assert bot.ask("Cik maksā pārsējs?").pointer == Pointer("Cenas. Jautā pie letes.")
    assert answer.nearest[0].document == "care"
    assert len(answer.nearest) <= 3


def test_a_document_without_a_bank_is_still_searched(bot: Bot) -> None:
    """The Latvian leaflet has no bank questions; its own words find it."""
    found = bot.explain("Pirms sākat, vai jānomazgā rokas?")
    assert found.retrieved.path == "hybrid"
    assert found.answer.quotes[0].document == "kopsana"


def test_explain_names_every_feature(bot: Bot) -> None:
    """The decision is the sum of what explain shows."""
    found = bot.explain("Can I use cold water?")
    assert found.retrieved.matched == "Can I use cold water?"
    assert set(found.decision.contributions) <= set(found.retrieved.features)
    assert found.decision.answer == (found.decision.confidence >= found.decision.threshold)
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)


def test_what_is_far_from_every_question_is_refused(tmp_path: Path) -> None:
    """Where the regression was never fitted it has no say, however sure; explain says why."""
    file = tmp_path / "decision.toml"
    numbers = "[bank]\nthreshold = 0.5\nintercept = 9.0\n[bank.weights]\nvote = 1.0\n"
    near, far = (
        Retrieved("bank", (), {"vote": 3.0, "similarity": similarity}) for similarity in (0.9, 0.8)
    )
    file.write_text(numbers, encoding="utf-8")
    assert Decider(file).decide(far).confidence > 0.99
    file.write_text(numbers + "[bank.least]\nsimilarity = 0.85\n", encoding="utf-8")
    assert Decider(file).decide(near).confidence > 0.99
    assert Decider(file).decide(far).confidence < 0.01
    assert Decider(file).decide(far).contributions["similarity"] < -20


def test_shipped_bot_says_nothing_about_other_things() -> None:
    """The shipped numbers have such bounds."""
    shipped = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert 0.85 < shipped["bank"]["least"]["similarity"] < 0.92
    assert shipped["hybrid"]["least"]["words"] >= 0.5


def test_a_leaflet_leads_by_nothing_where_another_document_is_nearer(tmp_path: Path) -> None:
    """The passages of documents with questions are compared too, and never quoted."""
    corpus = load_corpus(write_banked(tmp_path / "corpus"))
    build_index(corpus, FakeEmbedder(), tmp_path / "index")
    index = OpenIndex(corpus, FakeEmbedder(), tmp_path / "index")
    vectors = FakeEmbedder().encode_questions(["use warm water"])
    question = Question("use warm water", "en")
    alone = HybridRetriever(index, frozenset({"kopsana"})).retrieve(question, vectors[0])
    beside = HybridRetriever(index, frozenset({"kopsana"}), frozenset({"care"}))
    found = beside.retrieve(question, vectors[0])
    assert {one.passage.document.id for one in found.candidates} == {"kopsana"}
    assert found.features["lead"] < 0 <= alone.features["lead"]
    assert found.features["words_lead"] < 0
    nothing = HybridRetriever(index, frozenset()).retrieve(question, vectors[0])
    assert nothing.candidates == ()
    assert set(nothing.features.values()) == {0.0}
    index.close()


def test_a_corpus_without_any_bank_works(tmp_path: Path) -> None:
    """Hybrid retrieval alone ranks and decides."""
    bot = small_bot(tmp_path, write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN))
    found = bot.explain("Wash your hands before you start?")
    assert found.retrieved.path == "hybrid"
    assert found.candidates[0].passage.text.startswith("Wash your hands")
    assert found.candidates[0].stages["lexical"] > 0


def test_a_running_bot_follows_the_bank(tmp_path: Path) -> None:
    """After an edit of the bank and a rebuild, the same bot answers from the new one."""
    corpus = write_banked(tmp_path / "corpus")
    bot = small_bot(tmp_path, corpus)
    assert bot.ask("What is the price of warm water?").status == NOT_FOUND
    before = bot.explain("What is the price of warm water?").retrieved.matched
    assert before.startswith("What is the price of warm water? (not answered, topic ")
    file = corpus / "questions" / "unanswered.toml"
    file.write_text(file.read_text().replace(', "What is the price of warm water?"', ""))
    small_bot(tmp_path, corpus)
    assert not bot.explain("What is the price of warm water?").retrieved.matched.startswith(
        "What is the price of warm water?"
    )


def test_every_quote_keeps_to_whole_untorn_sentences(shipped: Corpus) -> None:
    """Whatever a retrieval points to, quotes are whole, few, short, and end before no 'but'."""
    for document in shipped.values():
        for passage in split_passages(document):
            count = len(passage.sentences)
            for best in range(count):
                focus = tuple(1.0 if n == best else 0.1 for n in range(count))
                quote = cut_quote(Candidate(passage, 1.0, focus, {}))
                starts = {span.start for span in passage.sentences}
                ends = {span.end for span in passage.sentences}
                assert quote.start in starts
                assert quote.end in ends
                following = [
                    t
                    for s, t in zip(passage.sentences, passage.sentence_texts, strict=True)
                    if s.start > quote.end
                ]
                assert not (following and following[0].startswith(("But ", "“But ", "Savukārt ")))


def test_quotes_together_stay_in_the_budget(shipped: Corpus) -> None:
    """At most three quotes and 120 words, unless one alone is longer."""
    passages = [p for d in shipped.values() for p in split_passages(d)]
    candidates = [
        Candidate(p, 1.0 - n / 1000, (1.0,) * len(p.sentences), {}) for n, p in enumerate(passages)
    ]
    for first in range(len(candidates)):
        quotes = cut_quotes(candidates[first:])
        words = sum(quote.words() for quote in quotes)
        assert 1 <= len(quotes) <= MAX_QUOTES
        assert words <= MAX_WORDS or len(quotes) == 1


def test_a_far_worse_candidate_is_not_quoted(shipped: Corpus) -> None:
    """A second quote must be nearly as good as the first."""
    one, two, *_ = split_passages(shipped["is-anal-sex-safe"])
    focus = (1.0,) + (0.0,) * 10
    near = [
        Candidate(one, 1.0, focus[: len(one.sentences)], {}),
        Candidate(two, 0.5, focus[: len(two.sentences)], {}),
    ]
    assert len(cut_quotes(near)) == 1


def test_two_documents_that_answer_the_same_question_are_both_quoted(tmp_path: Path) -> None:
    """They contradict one another: the visitor sees both, each with its source."""
    call, later = "Call us if the bleeding does not stop.", "There is no need to call us at all."
    corpus = write_corpus(tmp_path / "corpus", Draft("care", call), Draft("home", later))
    (corpus / "questions").mkdir()
    others = {
        "care": ["Who do I phone about blood?", "Do I ring you if it bleeds?"],
        "home": ["Is this an emergency?", "Will I be fine alone?"],
    }
    for name, anchor in (("care", call), ("home", later)):
        asked = ["When should I call about bleeding?", *others[name]]
        text = f'[[answered]]\nanchor = "{anchor}"\nquestions.en = {asked}\n'
        (corpus / "questions" / f"{name}.toml").write_text(text, encoding="utf-8")
    bot = small_bot(tmp_path, corpus)
    quotes = bot.ask("when should I call about the bleeding").quotes
    assert {(quote.document, quote.text) for quote in quotes} == {("care", call), ("home", later)}
    # What only one of them answers is answered by that one.
    assert [quote.document for quote in bot.ask("Is this an emergency?").quotes] == ["home"]
    assert [quote.document for quote in bot.ask("who do I phone about blood?").quotes] == ["care"]


def test_a_rival_is_quoted_whatever_its_length(shipped: Corpus) -> None:
    """It comes before closer candidates, and the budget of words does not keep it out."""
    passages = [p for d in shipped.values() for p in split_passages(d)]
    passages.sort(key=lambda passage: -len(passage.text))
    first, close, second = (
        Candidate(p, 1.0, (1.0,) * len(p.sentences), {}, worth=1.0) for p in passages[:3]
    )
    found = cut_quotes([first, close, replace(second, rival=True)])
    assert sum(quote.words() for quote in found) > MAX_WORDS
    assert found[1] == cut_quote(second)
