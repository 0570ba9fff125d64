"""Environment variables that keep the libraries from talking to anybody."""

import os
import sys
from collections.abc import MutableMapping

from bot.errors import BotError

FIXED = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # When the first question with some outcome came is nobody's business.
    "PROMETHEUS_DISABLE_CREATED_SERIES": "True",
}

REMOVED = (
    # These send every prompt to LangSmith.
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
    # This writes every prompt to standard error.
    "OPENAI_LOG",
    # These open Gradio's development doors.
    "GRADIO_DEBUG",
    "GRADIO_MCP_SERVER",
    "GRADIO_SHARE",
    "GRADIO_SSR_MODE",
    "GRADIO_VIBE_MODE",
    "GRADIO_WATCH_DIRS",
)


def harden(environment: MutableMapping[str, str] = os.environ) -> None:
    """Turn off telemetry, downloads, tracing and development modes in ``environment``."""
    environment.update(FIXED)
    for name in REMOVED:
        environment.pop(name, None)


class TelemetryError(BotError):
    """A library would tell somebody else what is asked here."""


def check_silence() -> None:
    """Make sure, as the libraries themselves see it, that none reports to anybody.

    Those not imported yet cannot, and are not imported for this; ask again when they are.

    Raises:
        TelemetryError: If one does, naming it.
    """
    import gradio.analytics
    import huggingface_hub.constants as hub

    talkative = {
        "Gradio": gradio.analytics.analytics_enabled(),
        "Hugging Face": not (hub.HF_HUB_OFFLINE and hub.HF_HUB_DISABLE_TELEMETRY),
        "LangSmith": "langsmith" in sys.modules and _traces(),
        "Chroma": "chromadb" in sys.modules and _chroma_reports(),
        "ONNX Runtime": os.environ.get("ORT_DISABLE_TELEMETRY") != "1",
    }
    for name, talks in talkative.items():
        if talks:
            msg = (
                f"{name} would send data about what is asked here. Unset its variables in "
                "the environment and start again."
            )
            raise TelemetryError(msg)


def _traces() -> bool:
    from langsmith.utils import tracing_is_enabled

    return bool(tracing_is_enabled())


def _chroma_reports() -> bool:
    from index.chroma import SETTINGS

    return SETTINGS.anonymized_telemetry
