"""A small corpus with a question bank, for tests of the bot's stages."""

from pathlib import Path

from bot.decision import Decider
from bot.engine import Bot
from bot.safeguarding.detector import Safeguard
from corpus import load_corpus
from index.build import build_index
from index.live import LiveIndex
from tests.support import ENGLISH, LATVIAN, FakeEmbedder, write_corpus

DECISION = """
[bank]
threshold = 0.5
intercept = -2.0
[bank.weights]
nearest_margin = 20.0

[followup]
threshold = 0.5
intercept = 1.0
[followup.weights]
nearest_margin = 0.0
together = 0.5
new_words = -2.0

[hybrid]
threshold = 0.5
intercept = -6.0
[hybrid.weights]
dense = 10.0
"""

BANK = {
    "care.toml": """
[[answered]]
anchor = "Use warm water."
questions.en = ["How warm should the water be?", "Can I use cold water?"]
questions.lv = ["Cik siltam jābūt ūdenim?"]

[[answered]]
anchor = "Call us if the bleeding does not stop within an hour."
questions.en = ["It keeps bleeding, what now?", "When should I call about bleeding?"]
questions.lv = ["Asiņošana nerimst, ko darīt?"]
""",
    "unanswered.toml": """
[pointer.desk]
en = "Ask at the desk."
lv = "Jautā pie letes."

[[topic]]
id = "prices"
name = { en = "prices", lv = "cenas" }
pointer = "desk"

[[unanswered]]
topic = "prices"
trap = true
questions.en = ["How much does a bandage cost?", "What is the price of warm water?"]
questions.lv = ["Cik maksā pārsējs?"]
""",
}


def write_banked(directory: Path) -> Path:
    """Write the small corpus with its bank; the Latvian document has no bank questions."""
    write_corpus(directory, ENGLISH, LATVIAN)
    (directory / "questions").mkdir(exist_ok=True)
    for name, text in BANK.items():
        (directory / "questions" / name).write_text(text, encoding="utf-8")
    return directory


def small_bot(place: Path, corpus: Path, safeguard: Safeguard | None = None) -> Bot:
    """Build an index of ``corpus`` with the fake embedder and return a bot on it."""
    embedder = FakeEmbedder()
    build_index(load_corpus(corpus), embedder, place / "index")
    numbers = place / "decision.toml"
    numbers.write_text(DECISION, encoding="utf-8")
    return Bot(LiveIndex(corpus, place / "index", embedder), Decider(numbers), safeguard)
