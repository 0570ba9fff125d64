"""Chat models that behave in ways real ones were seen to, and a small corpus to draft for."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import PrivateAttr

from corpus import Corpus, load_corpus
from index.build import build_index
from index.drafting.neighbours import Neighbours
from index.store import OpenIndex
from tests.bot.bot_support import write_banked
from tests.support import FakeEmbedder

Script = Callable[[int], Any]
"""Given the number of the call, from 0: a reply, a text, or an error to be raised."""


class ScriptedModel(BaseChatModel):
    """Replies by a script, in words or, with ``tools``, by calling the tool it is given.

    Attributes:
        tools: Whether it can call tools, as structured output asks for.
        pause: Seconds it is silent before each reply.
    """

    tools: bool = False
    pause: float = 0
    _script: Script = PrivateAttr()
    _asked: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    def __init__(self, script: Script, **fields: Any) -> None:  # noqa: ANN401 - pydantic's
        super().__init__(**fields)
        self._script = script

    @property
    def asked(self) -> list[list[BaseMessage]]:
        """The messages of every call so far."""
        return self._asked

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:  # noqa: ANN401 - LangChain's
        """Take the one tool that structured output is."""
        if not self.tools:
            raise NotImplementedError
        return self.bind(tool=tools[0].__name__)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's
    ) -> ChatResult:
        reply = self._script(len(self._asked))
        self._asked.append(messages)
        time.sleep(self.pause)
        if isinstance(reply, Exception):
            raise reply
        if "tool" in kwargs and isinstance(reply, dict):
            call = ToolCall(name=kwargs["tool"], args=reply, id="1")
            message = AIMessage("", tool_calls=[call])
        else:
            message = AIMessage(reply if isinstance(reply, str) else json.dumps(reply))
        return ChatResult(generations=[ChatGeneration(message=message)])


def yes(question: str, *sentences: int, language: str = "en") -> dict[str, Any]:
    """Propose a question that ``sentences`` answer."""
    return {"sentences": list(sentences), "language": language, "question": question}


def no(question: str, topic: str = "prices", language: str = "en") -> dict[str, Any]:
    """Propose one that the passage does not answer."""
    return {"topic": topic, "language": language, "question": question}


def reply(*entries: dict[str, Any]) -> dict[str, Any]:
    """Put proposals together as a model is asked to."""
    return {
        "answered": [one for one in entries if "sentences" in one],
        "unanswered": [one for one in entries if "topic" in one],
    }


class Place:
    """A small banked corpus with an index, on disk."""

    def __init__(self, directory: Path) -> None:
        self.corpus = write_banked(directory / "corpus")
        self.index = directory / "index"

    def load(self) -> Corpus:
        """Load the corpus."""
        return load_corpus(self.corpus)

    def options(self) -> list[str]:
        """Return the options that make commands use it."""
        return ["--corpus", str(self.corpus), "--index", str(self.index)]

    def open(self) -> tuple[OpenIndex, Neighbours]:
        """Build and open its index."""
        loaded = self.load()
        build_index(loaded, FakeEmbedder(), self.index)
        opened = OpenIndex(loaded, FakeEmbedder(), self.index)
        return opened, Neighbours(opened, FakeEmbedder())
