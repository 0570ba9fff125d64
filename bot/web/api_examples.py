"""Examples of questions and answers for the API's description of itself.

As the bot answered them; a test compares the quotes with the shipped documents.
"""

from typing import Any

QUESTIONS: dict[str, dict[str, Any]] = {
    "en": {"question": "I have been bleeding for two hours, is that normal?", "id": 1},
    "en_refused": {"question": "Where can I buy PrEP?"},
    "en_follow_up": {
        "question": "And what if it doesn’t stop?",
        "history": ["How much bleeding is normal?"],
    },
    "lv": {"question": "Kādu lubrikantu lietot?", "language": "lv"},
    "lv_translated": {"question": "Vai neliela asiņošana ir normāla?"},
    "lv_refused": {"question": "Kas ir Latvijas galvaspilsēta?"},
}

REPLIES: dict[str, dict[str, Any]] = {
    "en": {
        "id": 1,
        "question": "I have been bleeding for two hours, is that normal?",
        "language": "en",
        "status": "answered",
        "confidence": 0.862,
        "quotes": [
            {
                "text": "Small spots of blood are normal, especially if it’s your first time. "
                "But if you’re bleeding heavily, or you’re experiencing blood an hour or more "
                "after sex, you should see your doctor.",
                "document": "is-anal-sex-safe",
                "title": "Is Anal Sex Safe?",
                "section": "How to avoid potential risks › Is bleeding normal?",
                "language": "en",
                "start": 8703,
                "end": 8887,
                "translation": None,
            }
        ],
        "summary": None,
        "notices": [
            {
                "category": "medical",
                "text": "If this is happening now, to you or to somebody with you: call 112 or …",
            }
        ],
        "pointer": None,
        "assumed": None,
        "elapsed_ms": 31.5,
    },
    "en_refused": {
        "question": "Where can I buy PrEP?",
        "language": "en",
        "status": "not_found",
        "confidence": 0.0038,
        "quotes": [],
        "summary": None,
        "notices": [],
        "pointer": "Getting PrEP and PEP. A doctor or nurse here can answer this in private.",
        "assumed": None,
        "elapsed_ms": 28.1,
    },
    "lv": {
        "question": "Kādu lubrikantu lietot?",
        "language": "lv",
        "status": "answered",
        "confidence": 0.9304,
        "quotes": [
            {
                "text": "Tā kā taisnās zarnas dabiskā slīdamība ir neliela, gandrīz vienmēr "
                "dzimumlocekļa ievadei tiek izmantots lubrikants.",
                "document": "analais-sekss",
                "title": "Anālais sekss",
                "section": "",
                "language": "lv",
                "start": 575,
                "end": 690,
                "translation": None,
            }
        ],
        "summary": None,
        "notices": [],
        "pointer": None,
        "assumed": None,
        "elapsed_ms": 30.4,
    },
    "lv_translated": {
        "question": "Vai neliela asiņošana ir normāla?",
        "language": "lv",
        "status": "answered",
        "confidence": 0.9986,
        "quotes": [
            {
                "text": "Small spots of blood are normal, especially if it’s your first time. "
                "But if you’re bleeding heavily, or you’re experiencing blood an hour or more "
                "after sex, you should see your doctor.",
                "document": "is-anal-sex-safe",
                "title": "Is Anal Sex Safe?",
                "section": "How to avoid potential risks › Is bleeding normal?",
                "language": "en",
                "start": 8703,
                "end": 8887,
                "translation": {
                    "language": "lv",
                    "text": "Nelieli asins plankumiņi ir normāla parādība, it īpaši, ja tev tā "
                    "ir pirmā reize. Bet, ja tu stipri asiņo vai asinis parādās stundu vai vēl "
                    "ilgāk pēc seksa, tev jādodas pie ārsta.",
                    "status": "machine draft",
                    "reviewed_by": None,
                    "reviewed": None,
                },
            }
        ],
        "summary": None,
        "notices": [],
        "pointer": None,
        "assumed": None,
        "elapsed_ms": 32.9,
    },
    "lv_refused": {
        "question": "Kas ir Latvijas galvaspilsēta?",
        "language": "lv",
        "status": "not_found",
        "confidence": 0.0021,
        "quotes": [],
        "summary": None,
        "notices": [],
        "pointer": None,
        "assumed": None,
        "elapsed_ms": 27.6,
    },
}

_SUMMARY: dict[str, Any] = {
    "language": "en",
    "model": "ollama:llama3.1",
    "statements": [
        {
            "text": "If you’re bleeding heavily, you should see your doctor.",
            "cites": [{"quote": 0, "start": 8772, "end": 8887}],
        }
    ],
}
REPLIES["en_summarised"] = REPLIES["en"] | {"summary": _SUMMARY}

STREAM = (
    'event: notices\ndata: [{"category": "medical", "text": "If this is happening now, …"}]\n\n'
    'event: quote\ndata: {"text": "Small spots of blood are normal, …", …}\n\n'
    'event: answer\ndata: {"question": "I have been bleeding for two hours, …", …}\n\n'
    'event: summary\ndata: {"language": "en", "model": "ollama:llama3.1", "statements": […]}\n\n'
)
