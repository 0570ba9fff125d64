"""Take manners off a message, so that only what is asked is searched for.

"Hi! … Thanks in advance" says nothing about the need, but the bank's nearest questions were
then often those that begin or end alike: one in twelve questions lost its answer to its manners
(docs/decisions.md). Only whole phrases at the beginning and the end go, never all.
"""

import re

from index.lexical import fold

# Phrases are without diacritics, as many type them, and in both languages at once, as many greet
# in another than they ask in.

_ADDRESS = r"(?:,? (?:there|again|all|everyone|guys|folks|team|bot|doc|doctor|nurse))?"
_GREETINGS = (
    rf"(?:hi+|hey+|hello+|hiya|heya|howdy|greetings|good (?:morning|afternoon|evening)){_ADDRESS}",
    r"dear (?:doctor|nurse|sir or madam|sir|madam|team|all)",
    r"(?:sveik[isa]|sveicinati|cau|cavi|cavinas|hei|labdien|labrit|labvakar"
    r"|lab(?:a diena|s rits|s vakars))(?:,? (?:visiem|arst|dakter(?:it|e)?))?",
    r"cienijam(?:ais|a|ie) \w+",
)
_FILLERS = (
    r"(?:i['’]?m |i am )?(?:(?:a bit|a little|so|really|very) )?(?:embarrassed|ashamed|shy)"
    r"(?: to ask| about this)?,? but",
    r"(?:man )?(?:(?:mazliet|drusku|loti) )?(?:kauns|neerti)(?: jautat| prasit)?,? (?:bet|tomer),?",
    r"(?:(?:ok(?:ay)?|um+|uh+|erm?|well),? )?so,? basically|(?:ok(?:ay)?|um+|uh+|erm?|well),? so",
    r"um+|uh+|erm|nu tatad|nu|klau|paklau|tatad",
    r"(?:can|could|would) you (?:please )?tell me(?: please)?"
    r"(?= (?:if|what|how|why|when|where|which|who)\b)",
)
_OPENINGS = (
    rf"(?:morning|afternoon|evening|good day){_ADDRESS}",
    r"how are you(?: doing| today)?|how r u|ka iet|ka klajas",
    r"(?:i(?:['’]?ve| have)?(?: got)? |got |just )?an? (?:\w+ )?question",
    r"(?:just a |a )?quick (?:question|one|q)",
    r"man (?:ir|butu) (?:\w+ )?jautajums",
    r"(?:gribu|gribeju|gribetu|velos|velejos) (?:ko )?(?:pa)?jautat",
    r"sorry(?: (?:to|for) (?:bother|ask|disturb|troubl)\w*(?: you)?)?|excuse me|pardon",
    r"sor+y|(?:atvaino(?:jiet)?|piedod(?:iet)?)(?:,? (?:ka|par) (?:trauc|jauta|prasu)\w*)?",
    r"please|pls|plz|ludzu|please help(?: me)?|ludzu,? palidziet",
    r"(?:ludzu,? )?(?:pa)?sak(?:i|iet)(?:,? ludzu)?",
    r"(?:can|could|would) you (?:please )?tell me(?: please)?",
    r"(?:vai )?(?:jus |tu )?(?:varat|vari|varetu|varetat)(?:,? ludzu,?)? (?:man )?pateikt",
    r"varbut kads (?:zina|(?:var|varetu) \w+)|(?:vai |ja )?drikst (?:ko )?(?:pa)?jautat",
    r"(?:loti )?atvainojos(?:,? (?:ka|par|ja) [\w ]{1,30})?",
    r"(?:this is |it['’]?s )?(?:a (?:little|bit) )?(?:awkward|embarrassing)(?: for me)?",
    r"asking for a friend|drauga vieta jautaju",
    # The notices for minors see it all the same.
    r"(?:(?:i['’]?m|i am|im) )?\d\d(?: ?(?:yo|y/o|years old))?(?: ?(?:m|f|male|female))?(?: here)?",
    r"man(?: ir)? \d\d(?: gad\w+)?|(?:es )?esmu \d\d gad\w+ vec\w+",
    r"ok(?:ay)?|right|well|er",
)
_THANKS = (
    r"(?:(?:ok(?:ay)?|great|super|labi),? )?"
    r"(?:(?:many|so many|huge|big) thanks|thank ?you|thanks|thanx|thx|thnx|tnx|ty|cheers"
    r"|(?:(?:liels|milzigs|miljs|mils|jau ieprieks) )*(?:paldies+|pal?dis|pldies|pld|pateicos))"
    r"(?: (?:so much|very much|a lot|a million|loads|again|doctor|doc|guys|all|in advance"
    r"|for (?:your |the |any |ur )?(?:help\w*|advice|answer\w*|reply|time|info)"
    r"|jau|ieprieks|liels|jums|tev|par (?:atbildi|atbildem|palidzibu|padomu)))*"
)
_CLOSINGS = (
    r"bye|goodbye|take care|ata|(?:visu labu|jauku dienu)(?: velot)?|vienkarsi interese",
    r"please help(?: me)?(?:,? please)?|please|pls|plz",
    r"(?:ludzu,? )?palidziet(?:,? ludzu)?|ludzu",
    r"(?:i )?would (?:really )?appreciate (?:an|any|your) (?:answer|help|advice|reply)",
    r"(?:ceru uz|gaidi[su]+) (?:\w+ )?atbildi",
    r"(?:(?:kind|best|warm) )?regards(?:,? \w+)?|ar cienu(?:,? \w+)?",
    r"asking for a friend|xx+|lol|(?:ha){2,}",
    r"[\U0001f600-\U0001f64f]",  # faces and folded hands
)


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_FIRST = re.compile(
    rf"\W*(?:{_any(*_GREETINGS, *_FILLERS)}\b\W*"
    # These may be the beginning of what is asked; with a stop behind them they are not.
    rf"|{_any(*_OPENINGS, _THANKS)}\s*[,.!?;:–—-]\W*"
    rf"|{_THANKS} (?=(?:and|but|so|un|bet)\b))"
)
_LAST = re.compile(rf"(?<!\w){_any(*_CLOSINGS, _THANKS)}\W*$")


def without_courtesies(text: str) -> str:
    """Return what is asked in a message; the message itself if it is nothing but manners.

    Args:
        text: One line.
    """
    # As long as the text, so that places in one are places in the other.
    folded = "".join(fold(c)[:1] or " " for c in text)
    start, end = 0, len(text)
    while first := _FIRST.match(folded, start, end):
        start = first.end()
    while last := _LAST.search(folded, start, end):
        end = last.start()
    kept = text[start:end].rstrip(" ,;:–—-(")
    return kept if any(c.isalnum() for c in kept) else text
