"""Word stems that by themselves suggest trouble: few, plain, and without a model.

They decide alone when a message cannot be compared with the examples, because the embedding
model does not load, and help with one so long that parts of it are not compared. Text is
put in small letters without diacritics or apostrophes first, so that "izvaro" covers
"izvaroja", "izvarots" and "Izvarošana".
"""

import re

from bot.safeguarding.notices import Category
from index.lexical import fold

STEMS: dict[Category, tuple[str, ...]] = {
    "medical": (
        "wont stop bleeding",
        "bleeding wont stop",
        "doesnt stop bleeding",
        "cant stop the blee",
        "bleeding heavil",
        "bleeding a lot",
        "bleeding so much",
        "soaked through",
        "pregnant and bleed",
        "cant breathe",
        "hard to breathe",
        "unconscious",
        "passed out",
        "fainted",
        "overdos",
        "wont wake up",
        "throat is swelling",
        "throat is closing",
        "unbearable pain",
        "asinosana nerimst",
        "stipri asino",
        "loti asino",
        "nebeidz asinot",
        "asinis nerimst",
        "nevaru paelpot",
        "nevar paelpot",
        "zaudeja saman",
        "bez saman",
        "nogib",
        "pardoze",
        "nevar pamodinat",
        "kakls tukst",
        "kakls pietuk",
        "neizturamas sapes",
        "stavokli un asino",
    ),
    "violence": (
        "raped",
        "rapist",
        "forced me",
        "forces me",
        "forcing me",
        "made me have sex",
        "sexually assault",
        "molested",
        "sexually abused",
        "hits me",
        "beats me",
        "strangled me",
        "didnt stop when",
        "my drink was",
        "blackmail",
        "threatens to",
        "against my will",
        "izvaro",
        "piespied",
        "spiez mani",
        "spieda mani",
        "sit mani",
        "sita mani",
        "draud ka",
        "pret manu gribu",
        "santaz",
        "neapstajas kad",
        "kaut ko iebera",
    ),
    "minor": (
        "my uncle touch",
        "my stepdad touch",
        "my stepfather touch",
        "my teacher touch",
        "touched my daughter",
        "touched my son",
        "im 11 and",
        "im 12 and",
        "im 13 and",
        "12 year old girl",
        "13 year old girl",
        "patevs mani",
        "tevocis mani",
        "skolotajs mani",
        "man ir 11 gad",
        "man ir 12 gad",
        "man ir 13 gad",
        "man 11 gad",
        "man 12 gad",
        "man 13 gad",
        "aiztika manu meit",
        "aiztika manu del",
    ),
    "selfharm": (
        "kill myself",
        "killing myself",
        "end my life",
        "suicid",
        "want to die",
        "wanna die",
        "dont want to live",
        "dont want to be here",
        "hurt myself",
        "cutting myself",
        "self harm",
        "better off dead",
        "no reason to live",
        "gribu nomirt",
        "gribu mirt",
        "negribu dzivot",
        "negribas dzivot",
        "nogalinat sevi",
        "nogalinasu sevi",
        "pasnavib",
        "griezu sev",
        "graizu sev",
        "izdarit sev galu",
        "padarit sev galu",
        "vairs negribu but",
    ),
}
"""Beginnings of words, spelt as :func:`stem_categories` spells a message."""

_APART = re.compile(r"[^\w]+")


def stem_categories(text: str) -> set[Category]:
    """Return the categories whose stems begin a word of a message, however long it is."""
    plain = f" {_APART.sub(' ', fold(text).replace('’', '').replace(chr(39), ''))}"
    return {
        category for category, stems in STEMS.items() if any(f" {stem}" in plain for stem in stems)
    }
