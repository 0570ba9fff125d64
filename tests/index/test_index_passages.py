"""Passages: whole sentences of one section, the document's own words, and no clutter."""

from pathlib import Path

import pytest

from corpus import Corpus, Document
from corpus.binding import qualifies
from index.passages import MAX_WORDS, Passage, split_passages
from index.records import PASSAGES, SENTENCES, contents_of, in_language
from tests.support import ENGLISH, LATVIAN, Draft, made_corpus


def passages(
    directory: Path, text: str, drop: tuple[str, ...] = (), headings: tuple[str, ...] = ()
) -> tuple[Passage, ...]:
    """Write a document and cut it."""
    lines = text.strip().splitlines()
    start, end = lines[0][:25], lines[-1][-25:]
    draft = Draft("a", text, start=start, end=end, drop=drop, headings=headings)
    return split_passages(made_corpus(directory, draft)["a"])


def words(passage: Passage) -> int:
    """Count a passage's words."""
    return len(passage.text.split())


def test_shipped_passages_keep_the_rules(shipped: Corpus) -> None:
    """Each sentence once and in order, one section a passage, at most 120 words."""
    for document in shipped.values():
        cut = split_passages(document)
        expected = [s for p in document.paragraphs() for s in p.sentences]
        assert [s for passage in cut for s in passage.sentences] == expected
        for passage in cut:
            (section,) = (
                s
                for s in document.sections
                if any(p.span.overlap(passage.span) for p in s.paragraphs)
            )
            assert passage.section == section.path
            assert words(passage) <= MAX_WORDS
            assert passage.text == document.text[passage.span.start : passage.span.end]
            assert passage.text.startswith(passage.sentence_texts[0])
            assert passage.text.endswith(passage.sentence_texts[-1])


def test_latvian_article_is_cut_finely(shipped: Corpus) -> None:
    """The article that is one paragraph gives passages of one to three sentences."""
    cut = split_passages(shipped["analais-sekss"])
    assert len(cut) >= 3
    assert all(1 <= len(passage.sentences) <= 3 for passage in cut)
    assert not any(qualifies(p.sentence_texts[0], "lv") for p in cut)


@pytest.mark.parametrize("clutter", ["Two people kissing", "Advertising", "WordNet", "Related"])
def test_no_passage_takes_in_clutter(shipped: Corpus, clutter: str) -> None:
    """What was dropped between two paragraphs is not in a passage that joins them."""
    for document in shipped.values():
        assert not [p.text for p in split_passages(document) if clutter in p.text]


def test_dropped_line_divides_passages(tmp_path: Path) -> None:
    """Paragraphs that would be joined are not when a dropped line lies between them."""
    cut = passages(tmp_path, "Wash your hands often.\n\nA picture\n\nBut dry them well after.\n")
    assert len(cut) == 1
    text = "Wash your hands often.\n\nA picture\n\nBut dry them well after.\n"
    cut = passages(tmp_path, text, drop=("A picture",))
    assert [p.text for p in cut] == ["Wash your hands often.", "But dry them well after."]


def test_short_neighbours_are_joined_within_a_section_only(tmp_path: Path) -> None:
    """Two short paragraphs make one passage, but never across a heading."""
    text = "Wash your hands first.\n\nDry them.\n\nLater\n\nCall us today if it hurts.\n"
    cut = passages(tmp_path, text, headings=("# Later",))
    assert [p.text for p in cut] == [
        "Wash your hands first.\n\nDry them.",
        "Call us today if it hurts.",
    ]
    assert [p.section for p in cut] == [(), ("Later",)]


def test_title_and_heading_are_embedded_but_not_quoted(small: Corpus) -> None:
    """The embedded text opens with title and heading; the passage's text never has them."""
    cut = split_passages(small["care"])
    assert cut[0].embedded_text() == f"Wound care\n{cut[0].text}"
    assert cut[-1].embedded_text() == f"Wound care\nWhen to call\n{cut[-1].text}"
    assert not any("Wound care" in p.text or "When to call" in p.text for p in cut)


def test_long_paragraph_is_cut_between_sentences(tmp_path: Path) -> None:
    """A paragraph over the limit is cut into pieces of at most three sentences."""
    text = " ".join(f"Sentence number {i} has got about ten words in all." for i in range(30))
    cut = passages(tmp_path, text + " That is all there is now.")
    assert len(cut) >= 10
    assert all(1 <= len(p.sentences) <= 3 for p in cut)


def test_one_long_sentence_may_exceed_the_limit(tmp_path: Path) -> None:
    """A sentence is never cut, however long."""
    text = "It goes on for many words and " + "on and " * 200 + "ends here at long last."
    cut = passages(tmp_path, f"A short one stands before it.\n\n{text}\n")
    assert [len(p.sentences) for p in cut] == [1, 1]
    assert words(cut[1]) > MAX_WORDS


def test_hard_wrapped_paragraph_is_cut_alike(tmp_path: Path) -> None:
    """Line breaks inside a paragraph change nothing about where it is cut."""
    text = " ".join(f"Sentence number {i} has got about ten words in all." for i in range(30))
    text += " That is all there is now."
    wrapped = text.replace(". ", ".\n")
    one = [p.sentence_texts for p in passages(tmp_path, text)]
    assert [p.sentence_texts for p in passages(tmp_path, wrapped)] == one


@pytest.mark.parametrize("before", range(12, 18))
def test_qualifier_stays_with_its_sentence(tmp_path: Path, before: int) -> None:
    """However a long paragraph falls into pieces, none begins with "But" or "However"."""
    filler = " ".join(f"Sentence {i} is long enough to be cut off here." for i in range(before))
    text = f"{filler} It is safe. But it is not safe when it bleeds a lot.\n\nHowever, do call us."
    cut = passages(tmp_path, text)
    assert len(cut) > 3
    assert not any(qualifies(p.sentence_texts[0], "en") for p in cut)


def test_passage_needs_a_sentence(small: Corpus) -> None:
    """A passage of nothing cannot exist."""
    with pytest.raises(ValueError, match="needs a sentence"):
        Passage(small["care"], (), ())


def test_records_hold_passages_and_sentences(small: Corpus) -> None:
    """Each passage is a record, and each of its sentences; offsets lead back to the words."""
    contents = contents_of(small)
    assert [r.id for r in contents.collections["passages"]] == list(contents.by_id)
    for records in contents.collections.values():
        assert len({record.id for record in records}) == len(records)
        for record in records:
            document: Document = small[str(record.metadata["document"])]
            start, end = int(record.metadata["start"]), int(record.metadata["end"])
            assert document.text[start:end] == record.text
            assert record.metadata["language"] == document.language
    sentences = []
    for language in ("en", "lv"):
        passages = contents.collections[in_language(PASSAGES, language)]
        assert [r.id for r in passages] == [
            p for p in contents.by_id if p in {r.id for r in passages}
        ]
        assert {r.metadata["language"] for r in passages} == {language}
        sentences += contents.collections[in_language(SENTENCES, language)]
    assert len(sentences) == sum(len(p.sentences) for p in contents.passages)
    for record in sentences:
        passage = contents.by_id[str(record.metadata["passage"])]
        assert passage.sentence_texts[int(record.metadata["number"])] == record.text


def test_passage_ids_are_stable(tmp_path: Path) -> None:
    """The same documents give the same ids, whatever stands beside them."""
    one = contents_of(made_corpus(tmp_path / "one", ENGLISH))
    two = contents_of(made_corpus(tmp_path / "two", LATVIAN, ENGLISH))
    assert set(one.by_id) < set(two.by_id)
