"""Words that carry the force of a sentence: how sure, how many, on what condition.

Whatever stands in none of these lists, nor among the words without weight, is content and
must stand in the cited sentence. A language is checked if it is in every table; statements in
another are dropped.
"""

import re

LANGUAGES = ("en", "lv")


def _table(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"(?<![\w’'])(?:{pattern})(?![\w])", re.IGNORECASE)
        for name, pattern in words.items()
    }


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A class that the statement has and its sentence lacks makes it say more, or less, than that.
FORCE = {
    "en": _table(
        {
            "possible": r"can|could|may|might|possibl[ey]|possibility|potential(?:ly)?|perhaps|"
            r"maybe|able|cannot|can[’']t|couldn[’']t",
            "likely": r"probabl[ey]|likely",
            "often": r"often|usually|most|tends?|regularly|generally|typically|mostly|frequently",
            "some": r"some|sometimes|several|few|occasionally",
            "many": r"many|a ton of|a lot of|lots of",
            "all": r"all|every\w*|always|each|completely|entirely|totally|100\s?%",
            "any": r"any\w*|whenever|whatever",
            "sure": r"definitely|certainly|surely|sure|guarantee\w*",
            "seems": r"thinks?|believes?|seems?",
            "almost": r"almost|nearly",
            "never": r"never|nobody|none|no one",
            "only": r"only|solely|exclusively",
            "must": r"must|ha(?:ve|s) to|needs? to|need|needs|requir\w+|necessary|mandatory",
            "should": r"should|shouldn[’']t|ideally",
            "advice": r"suggest\w*|recommend\w*|advis\w+|advice",
            "important": r"important(?:ly)?|importance",
            "will": r"will|won[’']t|\w+[’']ll",
        }
    ),
    "lv": _table(
        {
            "possible": r"var|vari|varat|varam|varēs|varētu|varbūt|iespējam\w*|spēj|potenciāl\w*|"
            r"nevar|nevari|nevarat|nevarētu",
            "likely": r"visticamāk|droši vien",
            "often": r"bieži|parasti|visbiežāk|vairum\w*|lielākā daļa|regulāri",
            "some": r"daž[iu]|daž[aā]s|dažiem|dažām|dažus|dažkārt|dažreiz|reizēm|daļa|"
            r"atsevišķ\w*|kādu|kādam|kādreiz",
            "many": r"daudz|daudzas|daudzi|daudzo|daudziem|daudzām|daudzās",
            "all": r"vis[iu]|visas|visiem|visām|visus|viss|visās|visos|visur|katr\w+|ikvien\w*|"
            r"vienmēr|pilnīgi|pilnībā",
            "any": r"jebk\w+|ikreiz|nekād\w*",
            "sure": r"noteikti|obligāti|neizbēgam\w*|neapšaubāmi",
            "seems": r"šķiet|domā|uzskata",
            "almost": r"gandrīz",
            "never": r"nekad|nevien\w*",
            "only": r"tikai|vienīgi",
            "must": r"jā\w{3,}|jāiet|jābūt|nepieciešam\w*|vajag|nevajag|vajadzēs|nedrīkst",
            "should": r"vajadzētu|nevajadzētu|vislabāk",
            "advice": r"iesaka|ieteic\w*|neiesaka|rekomend\w*|ieteikum\w*",
            "important": r"svarīg\w*",
            "will": r"\w{3,}(?:sies|sieties)|būs|nebūs",
        }
    ),
}

# The cited words' hedges must not be lost either.
HEDGES = ("possible", "likely", "often", "some", "almost", "only", "advice")

# How far a number reaches, and on which side of an event it lies.
BOUNDS = {
    "en": _table(
        {
            "up to": r"up to|at most|no more than|within|less than|fewer than|under|or less",
            "from": r"at least|more than|over(?= \d)|or more|or longer|minimum",
            "about": r"about|around|approximately|roughly",
            "exactly": r"exactly|precisely",
            "before": r"before\w*|ahead",
            "after": r"after\w*|later",
        }
    ),
    "lv": _table(
        {
            "up to": r"līdz|ne vairāk|laikā|mazāk(?: nekā| par)?",
            "from": r"vismaz|vairāk(?: nekā| par)|vai vēlāk|vai ilgāk|vai vairāk",
            "about": r"apmēram|aptuveni|ap",
            "exactly": r"tieši|precīzi",
            "before": r"pirms",
            "after": r"pēc",
        }
    ),
}

CONDITION = {
    "en": re.compile(
        r"(?<!especially )(?<!even )\b(?:if|when|whenever|unless|as long as|once|until)\b",
        re.IGNORECASE,
    ),
    "lv": re.compile(
        r"(?<!īpaši )(?<!arī )(?<!pat )\b(?:ja|kad|ikreiz|kamēr|gadījumā)\b", re.IGNORECASE
    ),
}
# What may stand for a condition: "without lubricant …", "pirmo reizi …", "steidzoties …".
CONDITIONAL = {
    "en": re.compile(
        r"\b(?:if|when|whenever|unless|as long as|once|until|with|without|by|while|during|"
        r"in case|for|after|before)\b|^\w+ing\b",
        re.IGNORECASE,
    ),
    "lv": re.compile(
        r"\b(?:ja|kad|ikreiz|kamēr|gadījumā|laikā|bez|ar|pirms|pēc|dēļ|radies)\b|\b\w{4,}oties\b|"
        r"\b\w{3,}ot\b",
        re.IGNORECASE,
    ),
}

# Where one thought ends and another begins.
JOINTS = {
    "en": re.compile(
        r"([.,;:!?—–()“”\"]+|\b(?:and|but|because|so|which|while|though|plus|that means)\b)",
        re.IGNORECASE,
    ),
    "lv": re.compile(
        r"([.,;:!?—–()„”“\"]+|\b(?:un|bet|taču|jo|tāpēc|turklāt|savukārt|kas|kuras?|kura)\b)",
        re.IGNORECASE,
    ),
}

# Words without weight of their own. No preposition of place, time or lack is among them.
LIGHT = {
    "en": _set(
        "a an the this that these those it its it’s itself they them their they’re you your "
        "you’re yours yourself we our us he she his her i who which what there there’s here be is "
        "are was were been being am do does did done doing have has had having of to in on at by "
        "for from as and or but so if then than because when while with also too just even very "
        "really like such other own one ones about into not no doesn’t don’t isn’t aren’t get gets "
        "getting make makes making happen thing things let how both either as well can’t won’t "
        "shouldn’t couldn’t wouldn’t didn’t hasn’t haven’t you’ve you’ll you’d they’ve that’s "
        "means mean dr says said according person people someone somebody would plus where a "
        "though through count counts time times"
    ),
    "lv": _set(
        "tas tā to tam tai tie tās tos tur ar un vai bet ka kas ko kam kur kā ja jo arī gan gana "
        "ir būt esi esmu bija ieskaitot no uz pie par tu tev tevi tavs tava tavu jūs jums jūsu "
        "mēs mums savs sava savu savus savi savas sev sevi pats pati paši viņš viņa viņi viņiem "
        "šis šī šo šie šos šāda šāds šādi lai tad taču tomēr tāpēc tādēļ kad kamēr vēl jau kļūst "
        "kļūt cilvēks cilvēki cilvēkam cilvēku nav nē tiek tikt saka vien vienkārši nozīmē pat "
        "kura kurš kuras kuru gadījumā laikā ikviens pārāk ļoti tik reiz reizi reize reizes reižu "
        "kāds"
    ),
}

# Ways to say the same; the first word stands for all.
SAME = {
    "en": (
        "lubricant lube lubricants lubrication lubricate lubricated lubricating",
        "tear tears torn tearing rip ripped",
        "pain painful pains hurt hurts painfully",
        "start begin starting beginning",
        "prepared prepare prepped prep well-prepped preparation preparing",
        "transfer pass passing transferring transmit",
        "anus anal",
        "cause causes lead leads causing leading result resulting",
        "inside in",
        "sex intercourse",
        "risk risks risky",
        "avoid avoiding",
        "anxious anxiety",
        "hard difficult difficulty",
        "suggests suggested",
        "accessory accessories toys toy",
    ),
    "lv": (
        "lieto lietot lietojot izmantot izmanto izmantojot",
        "dabūt iegūt dabū iegūst dabūtu",
        "ieplīst plīst plīsums plīsuma plīsusi ieplīsis",
        "sāpes sāpīgs sāpīgi sāpju sāpēm sāp",
        "satraukums satraucies satrauc uztraucies",
        "jāpārtrauc pārtrauc pārtraukt",
        "anālais tūpļa tūplis tūplī tūpli",
        "inficēties infekcija infekciju infekcijas",
        "izraisīt radīt rada rodas izraisa rasties",
        "partneris partneri partnerim otrs otram otra otru",
        "iekšpusē iekšā",
    ),
}
