"""Environment variables that keep the libraries from talking to anybody."""

import os
from collections.abc import MutableMapping

FIXED = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}

REMOVED = (
    # These send every prompt to LangSmith.
    "LANGCHAIN_TRACING",
    "LANGCHAIN_TRACING_V2",
    "LANGSMITH_TRACING",
    "LANGSMITH_TRACING_V2",
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
