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
            r"chances?|"
            r"maybe|able|cannot|can[’']t|couldn[’']t",
            "likely": r"probabl[ey]|likely",
            "often": r"often|usually|most|tends?|regularly|generally|typically|mostly|frequently",
            "some": r"some|sometimes|several|few|occasionally",
            "many": r"many|numerous|a ton of|a lot of|lots of",
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
            "even": r"even (?:if|when|though|without|with)",
            "than": r"than",
            "chance": r"risks?|chances?|odds|probability|danger|at-risk",
            "more": r"more|increas\w+|rais(?:es?|ed|ing)|higher|heighten\w*|greater|extra|"
            r"additional|further",
            "less": r"less|fewer|reduc\w+|lower\w*|decreas\w+|lessen\w*|minimi[sz]\w+",
        }
    ),
    "lv": _table(
        {
            "possible": r"var|vari|varat|varam|varēs|varētu|varbūt|iespēj\w+|spēj|potenciāl\w*|"
            r"nevar|nevari|nevarat|nevarētu",
            "likely": r"visticamāk|droši vien",
            "often": r"bieži|parasti|visbiežāk|vairum\w*|regulāri",
            "some": r"daž[iu]|daž[aā]s|dažos|dažās|dažiem|dažām|dažus|dažkārt|dažreiz|reizēm|"
            r"daļa|daļai|daļu|"
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
            "should": r"vajadzētu|nevajadzētu",
            "advice": r"iesaka|ieteic\w*|neiesaka|rekomend\w*|ieteikum\w*",
            "important": r"svarīg\w*",
            "will": r"\w{3,}(?:sies|sieties)|būs|nebūs",
            "even": r"(?:pat|arī) (?:ja|kad|tad|bez|ar)",
            "than": r"nekā",
            "chance": r"risk(?:s|a|u|i|am|iem|us)|iespēj(?:a|as|u|ai|ām)|iespējamīb\w*|varbūtīb\w*",
            "more": r"vairāk\w*|lielāk\w*|palielin\w+|pieaug\w*|paaugstin\w+|papildu|augstāk\w*",
            "less": r"mazāk\w*|samazin\w+|mazin\w+|zemāk\w*|pazemin\w+",
        }
    ),
}

# The cited words' hedges must not be lost either.
HEDGES = ("possible", "likely", "often", "some", "almost", "only", "advice", "less")

# What may be said instead of a hedge: as weak, or weaker.
WEAKER = {
    "possible": ("likely", "often", "some"),
    "likely": ("possible", "chance"),
    "often": ("possible", "likely", "some"),
    "some": ("possible",),
    "almost": (),
    "only": (),
    "advice": ("should", "possible", "important"),
    "seems": ("possible",),
    "less": (),
}

DUTY = frozenset({"must", "should", "important", "advice"})
# A class that the statement may have where its sentence has another: no stronger than that.
STANDS_FOR = {
    "en": {
        "should": frozenset({"must", "important", "advice"}),
        "important": frozenset({"must", "should", "advice"}),
        "advice": DUTY,
        "not advice": frozenset({"not should", "not must"}),
        "some": frozenset({"often", "many"}),
        "chance": frozenset({"likely"}),
        "likely": frozenset({"chance"}),
        "more": frozenset({"chance"}),
        "than": frozenset({"more", "less"}),
        "all": frozenset({"any"}),
        "any": frozenset({"all"}),
    },
    "lv": {
        "should": frozenset({"must", "important", "advice"}),
        # "Jā-" is how Latvian tells a reader what to do.
        "must": frozenset({"should", "important"}),
        "important": frozenset({"must", "should", "advice"}),
        "advice": DUTY,
        "some": frozenset({"often", "many"}),
        "chance": frozenset({"likely"}),
        "likely": frozenset({"chance"}),
        "more": frozenset({"chance"}),
        "than": frozenset({"more", "less"}),
        "any": frozenset({"all"}),
    },
}

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
            "each": r"(?:times|once|twice) (?:an?|per|each|every)$",
        }
    ),
    "lv": _table(
        {
            "up to": r"līdz|ne vairāk|laikā|mazāk(?: nekā| par)?",
            "from": r"vismaz|vairāk(?: nekā| par)|vai vēlāk|vai ilgāk|vai vairāk",
            "about": r"apmēram|aptuveni|ap",
            "exactly": r"tieši|precīzi",
            "before": r"pirms|iepriekš",
            "after": r"pēc",
            "each": r"(?:reizes|reizi|reižu|divreiz|vienreiz)$",
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
        "you’re yours yourself we our us he she his her i who which what there there’s here "
        "be is are was were been being am do does did done doing have has had having of to in "
        "on at by for from as and or but so if then than because when while with also too "
        "just even very really like such other own one ones about into not no doesn’t don’t "
        "isn’t aren’t get gets getting make makes making happen thing things let how both "
        "either well can’t won’t shouldn’t couldn’t wouldn’t didn’t hasn’t haven’t you’ve "
        "you’ll you’d they’ve that’s means mean dr says said according person people someone "
        "somebody would plus where though through count counts time times use uses used using "
        "utilise utilize help helps helped helping helpful feel feels feeling since contain "
        "contains now today currently therefore thus ensure certain way ways him whose whom "
        "during per try becomes become became becoming moment activity activities process "
        "procedure product products situation case cases exist exists occur occurs part apply "
        "applying carry carries come comes take takes taking provide provides amount number "
        "basis tries trying one’s let’s please actually already ever yet still quite rather "
        "simply"
    ),
    "lv": _set(
        "tas tā to tam tai tie tās tos tur ar un vai bet ka kas ko kam kur kā ja jo arī gan "
        "ir būt esi esmu bija ieskaitot no uz pie par agrāk pašam paša pašu pašas pašiem "
        "līdzekļi līdzekļus līdzekli līdzeklis līdzekļiem lieta lietas lietām lietu process "
        "procesa situācija situācijā situācijas tu tev tevi tavs tava tavu jūs jums jūsu mēs "
        "mums savs sava savu savus savi savas sev sevi pats pati paši viņš viņa viņi viņiem "
        "šis šī šo šie šos šāda šāds šādi lai tad taču tomēr tāpēc tādēļ kad kamēr vēl jau "
        "kļūst kļūt cilvēks cilvēki cilvēkam cilvēku nav nē tiek tikt saka vien vienkārši "
        "nozīmē pat kura kurš kuras kuru gadījumā laikā ikviens pārāk ļoti tik reiz reizi "
        "reize reizes reižu kāds kāda kaut būtu esot dēļ īpaši kurā kuram kurai kuros kurās "
        "kuri nekā tagad patlaban lietot lieto lietojot lietojiet lietošana lietošanu lietots "
        "lietota lietotu izmantot izmanto izmantojot izmantojiet izmantošana pielieto "
        "pielietot palīdz palīdzēt palīdzēs palīdzot noder noderēt noderīgs noderīga noderīgi "
        "padarīt padara darīt dara dari jūti jūt just jūtas jūtaties sajust sajūti esat esam "
        "būdams šim šai šajā šīs šādā nu tikpat tiem tām tajā tajos savā tavam tavai savam "
        "savai mēģini mēģināt pamēģini pamēģināt zināmi zināms zināmas nebūt rodas rasties "
        "parādās notiek notikt pastāv daudzums daudzumu daudzuma kļuvis kļuvusi kļuva kļūs "
        "nozīmēt proti piemēram tostarp starp"
    ),
}

# What these are done to is denied: "avoid ridges", "izvairies no …".
AVERSE = {
    "en": re.compile(
        r"\b(?:avoid(?:s|ed|ing)?|refrain\w*|abstain\w*|prevent(?:s|ed|ing)?)\b", re.IGNORECASE
    ),
    "lv": re.compile(r"\b(?:ne|jā)?(?:izvair\w+|atturē\w+|novērs\w+|novērš\w*)\b", re.IGNORECASE),
}

# Superlatives.
TOPMOST = {
    "en": re.compile(r"(?!interest|rest|test|request|suggest|chest|honest)\w{3,}est"),
    "lv": re.compile(r"vis\w{3,}āk\w*"),
}

# Which words put what they stand by before or after the rest (bot/llm/sequence.py).
RANKS = {
    "en": {
        "lower clause": re.compile(r"if|when|whenever|once|unless|until|after|because|since"),
        "higher clause": re.compile(r"before"),
        "higher": re.compile(
            r"then|afterwards|so|therefore|thus|means?|causes?|caused|causing|leads?|leading|"
            r"results?|makes?|making|helps?|allows?|lets?|enables?"
        ),
    },
    "lv": {
        "lower clause": re.compile(r"ja|kad|ikreiz|kamēr|jo|pēc"),
        "higher clause": re.compile(r"pirms|lai"),
        "higher": re.compile(r"tāpēc|tādēļ|nozīmē|tad"),
    },
}

# Who does something.
PERSONS = {
    "en": {
        2: re.compile(r"you(?:’\w+)?"),
        3: re.compile(r"(?:they|he|she)(?:’\w+)?|partner|someone|somebody"),
    },
    "lv": {
        2: re.compile(r"tu|tev|jūs|jums"),
        3: re.compile(r"viņ(?:š|a|i|am|ai)|otrs|otram|otra|partner(?:is|im|i|e|ei)"),
    },
}

# Prepositions that tell what a noun is to the rest, where the order of words may not.
PREPOSITIONS = {
    "en": re.compile(r"with|before|after|from"),
    "lv": re.compile(r"ar|bez|no|pirms|pēc|caur|pret"),
}
