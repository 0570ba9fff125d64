"""The page's fixed words in English."""

from bot.question import MAX_CHARACTERS
from bot.web.wording import Strings

ENGLISH = Strings(
    title="Quotewell",
    tagline="Questions about sexual health, answered in the words of reviewed documents.",
    language="Language",
    skip="Skip to the question box",
    exit="Exit this page",
    help="Where to get help",
    draft="Draft: no clinician has approved the clinic’s own texts yet.",
    display="Text and contrast",
    larger="Larger text",
    contrast="High contrast",
    volume="Volume of reading aloud",
    about="How this works",
    how=(
        "Ask in your own words. A computer program looks for the answer and quotes it, word "
        "for word, from the documents listed here.",
        "If they do not answer your question, it says so. {sure}",
    ),
    sure="Nothing is made up.",
    sure_of_quotes="Nothing is made up in the quotes.",
    points=(
        "Nobody reads what you write, and nothing is kept. “Finish and clear”, or closing the "
        "page, clears it from the screen. Your browser may still remember that you were here.",
        "It cannot examine you or tell you what you have. A clinic can help with that.",
    ),
    kiosk_points=(
        "Nobody reads what you write, and nothing is kept. “Finish and clear” clears the "
        "screen; so does walking away.",
        "It cannot examine you or tell you what you have. The staff here can help with that.",
    ),
    remote_points=(
        "Nobody reads what you write, and nothing is kept here; what the language model elsewhere "
        "does with the quotes it is sent is not known. “Finish and clear”, or closing the page, "
        "clears everything from the screen. Your browser may still remember that you were here.",
        "It cannot examine you or tell you what you have. A clinic can help with that.",
    ),
    model_point="A language model may put a short summary above the quotes. A program compares "
    "it with them, sentence by sentence, but it may still be wrong.",
    remote="For the summary, the quotes found for your question, but not the question itself, are "
    "sent to a language model outside this service: {host}.",
    summary="Summary",
    cite="{number}: show the sentence in the quote",
    documents="The documents",
    conversation="Conversation",
    examples_heading="You could ask, for example",
    themes_heading="Or choose a topic",
    question="Your question",
    hint=f"Up to {MAX_CHARACTERS:,} characters. Enter sends it.",
    send="Ask",
    finish="Finish and clear",
    asked="You asked",
    assumed_advice="If you meant something else, please ask the whole question.",
    source="Show in the source",
    close="Close the source",
    source_of="The document “{title}”",
    section_of="From the document “{title}”",
    copy="Copy with source",
    original="Published original (opens in a new tab)",
    scan="Take the document with you",
    scan_hint="Point your phone’s camera here. The code leads to the public page “{title}”. It "
    "holds nothing of what you asked.",
    listen="Read aloud",
    published="Published {date}",
    undated="Date not stated",
    foreign="Quoted in the document’s own language",
    spoken={
        "looking": "Looking in the documents …",
        "ready": "Answer ready.",
        "summarised": "A summary now stands above the quotes.",
        "busy": "Many people are asking at this moment. Please try again in a few seconds.",
        "offline": "The answer could not be fetched. Please try again, or ask the staff.",
        "copied": "Copied.",
        "uncopied": "It could not be copied. Select the text and copy it yourself.",
        "stop": "Stop reading",
        "leaving": "Loading …",
        "waiting": "One moment, please. If this does not change, ask the staff.",
        "shift2": "Shift: press it twice more to exit.",
        "shift1": "Shift: press it once more to exit.",
        "idle": "Are you still there?",
        "countdown": "Everything on this screen will be cleared in {seconds} seconds.",
        "stay": "Continue",
        "end": "End now",
        "keyboard": "Keyboard on the screen",
    },
    keys={
        "keyboard": "Keyboard",
        "shift": "Capital letter",
        "backspace": "Delete",
        "space": "Space",
        "enter": "Ask",
        "symbols": "Digits and marks",
        "left": "Left",
        "right": "Right",
        "hide": "Hide the keyboard",
    },
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    date="{day} {month} {year}",
)
