"""A perfect, a refusing and a random bot score what theory says."""

import math
from pathlib import Path

import pytest
from eval_fakes import Perfect, Random, Refusing, judged, passages, question, ranked, small_set

from corpus import Corpus
from eval.judge import judge
from eval.records import Given, Shown
from eval.reference import Reference
from eval.summary import summarise


@pytest.fixture(scope="module")
def corpus(pristine: tuple[Corpus, Path]) -> Corpus:
    """The small corpus of two documents."""
    return pristine[0]


def test_perfect_bot(corpus: Corpus) -> None:
    """Everything is 1 and no error is made at any coverage it chooses."""
    questions = small_set(corpus.directory, 30).questions
    records = judged(questions, Perfect(questions, corpus), corpus)
    overall = summarise(records)["overall"]
    answers, refusal, retrieval = overall["answers"], overall["refusal"], overall["retrieval"]
    for name in ("right", "supported", "first", "selective_precision", "quote_validity"):
        assert answers[name].value == 1, name
    assert answers["coverage"].value == pytest.approx(2 / 3)
    assert answers["right_document_wrong_passage"].value == 0
    for name in ("has_ans_accuracy", "has_ans_f1", "no_ans_accuracy", "no_ans_f1", "f1", "auroc"):
        assert refusal[name].value == 1, name
    assert refusal["ece"].value == 0
    assert refusal["confidence_gap"].value == 1
    assert retrieval["success@1"].value == retrieval["mrr"].value == 1
    # The third that cannot be answered comes last: risk 0 up to 20 of 30, then k/(20+k).
    expected = sum(k / (20 + k) for k in range(1, 11)) / 30
    assert refusal["aurc"].value == pytest.approx(expected)


def test_refusing_bot(corpus: Corpus) -> None:
    """Right exactly where refusing is; blind otherwise."""
    records = judged(small_set(corpus.directory, 30).questions, Refusing(), corpus)
    overall = summarise(records)["overall"]
    assert overall["answers"]["right"].value == pytest.approx(1 / 3)
    assert overall["answers"]["coverage"].value == 0
    assert overall["answers"]["supported"].value == 0
    assert math.isnan(overall["answers"]["selective_precision"].value)
    assert overall["refusal"]["no_ans_f1"].value == 1
    assert overall["refusal"]["has_ans_f1"].value == 0
    assert overall["refusal"]["auroc"].value == 0.5
    assert overall["refusal"]["aurc"].value == 1
    assert overall["retrieval"]["recall@10"].value == 0


def test_random_bot(corpus: Corpus) -> None:
    """A random order of P passages: success@k is k/P, the MRR the harmonic mean, AUROC 1/2."""
    questions = small_set(corpus.directory, 900).questions
    records = judged(questions, Random(corpus), corpus)
    overall = summarise(records)["overall"]
    size = len(passages(corpus))
    retrieval = overall["retrieval"]
    assert size == 3
    assert retrieval["success@1"].value == pytest.approx(1 / size, abs=0.05)
    assert retrieval["recall@3"].value == 1
    harmonic = sum(1 / rank for rank in range(1, size + 1)) / size
    assert retrieval["mrr"].value == pytest.approx(harmonic, abs=0.05)
    assert overall["answers"]["right"].value == pytest.approx(2 / 3 / size, abs=0.05)
    assert overall["refusal"]["auroc"].value == pytest.approx(0.5, abs=0.05)
    assert overall["refusal"]["aurc"].value == pytest.approx(1 - 2 / 3 / size, abs=0.05)
    assert overall["refusal"]["ece"].value == pytest.approx(0.27, abs=0.05)


def answered(*quotes: Shown) -> Given:
    """Return an answer that shows ``quotes``."""
    return Given(answered=True, language="en", confidence=0.9, quotes=quotes, seconds=0.1)


def cut(corpus: Corpus, doc: str, start: int, end: int) -> Shown:
    """Quote by offsets."""
    return Shown(doc=doc, start=start, end=end, text=corpus[doc].text[start:end])


def test_sixty_percent_is_enough(corpus: Corpus) -> None:
    """The gold sentence has 33 characters; 20 are enough (60.6 %), 19 are not."""
    asked, reference = question("q", "care"), Reference(corpus)
    assert judge(asked, answered(cut(corpus, "care", 0, 20)), reference).supported
    short = judge(asked, answered(cut(corpus, "care", 0, 19)), reference)
    assert not short.supported
    assert short.right_document
    assert short.stage == "not_retrieved"


def test_two_halves_are_not_one_quote(corpus: Corpus) -> None:
    """One quote must do it alone."""
    halves = answered(cut(corpus, "care", 0, 17), cut(corpus, "care", 17, 33))
    assert not judge(question("q", "care"), halves, Reference(corpus)).supported


def test_first_is_stricter(corpus: Corpus) -> None:
    """The second quote supports, the first does not."""
    both = answered(cut(corpus, "kopsana", 0, 10), cut(corpus, "care", 0, 33))
    verdict = judge(question("q", "care"), both, Reference(corpus))
    assert verdict.supported
    assert not verdict.first


def test_must_mention(corpus: Corpus) -> None:
    """A supported answer without the words it must mention is not right."""
    whole = answered(cut(corpus, "care", 0, 33))
    reference = Reference(corpus)
    assert judge(question("q", "care", must_mention=["HANDS"]), whole, reference).right
    verdict = judge(question("q", "care", must_mention=["soap"]), whole, reference)
    assert verdict.supported
    assert not verdict.right


def test_validity_sees_clutter_and_changes(corpus: Corpus) -> None:
    """A heading, a changed character, an offset outside and an unknown document are invalid."""
    asked, reference = question("q", "care"), Reference(corpus)
    heading = corpus["care"].text.index("When to call")
    bad = (
        cut(corpus, "care", heading, heading + 12),
        cut(corpus, "care", heading - 10, heading + 20),
        Shown(doc="care", start=0, end=4, text="wash"),
        Shown(doc="care", start=0, end=10_000, text=corpus["care"].text),
        Shown(doc="other", start=0, end=4, text="Wash"),
    )
    for quote in bad:
        assert not judge(asked, answered(quote), reference).valid, quote
    assert judge(asked, answered(cut(corpus, "care", 0, 33)), reference).valid


@pytest.mark.parametrize(
    ("doc", "answers", "retrieved", "stage"),
    [
        (None, True, True, "wrongly_answered"),
        ("care", False, True, "wrongly_refused"),
        ("care", True, True, "not_chosen"),
        ("care", False, False, "not_retrieved"),
        ("care", True, False, "not_retrieved"),
    ],
)
def test_stage_at_fault(
    corpus: Corpus, doc: str | None, answers: bool, retrieved: bool, stage: str
) -> None:
    """Each failure is blamed on one stage."""
    one = question("q", doc)
    candidates = Perfect([question("q", "care")], corpus).answer(one.question).candidates
    given = Given(
        answered=answers,
        language="en",
        confidence=0.5,
        quotes=(cut(corpus, "kopsana", 0, 10),) if answers else (),
        candidates=candidates if retrieved else (),
        seconds=0.1,
    )
    assert judge(one, given, Reference(corpus)).stage == stage


def test_by_language_ranks_only_that_language(corpus: Corpus) -> None:
    """A Latvian passage behind all English ones is still first among the Latvian."""
    latvian_last = sorted(passages(corpus), key=lambda p: p.language)
    given = Perfect([question("q", "kopsana")], corpus).answer("Question q?")
    given = given.model_copy(update={"candidates": ranked(latvian_last)})
    verdict = judge(question("q", "kopsana"), given, Reference(corpus))
    assert verdict.by_language["lv"].ranks == (1,)
    assert verdict.all_documents is not None
    assert verdict.all_documents.ranks == (3,)
