"""A language model that repeats a sentence of each quote, and lies beside it."""

import json
import threading
import time
from collections.abc import Iterator

from langchain_core.messages import BaseMessage

from bot.llm.client import Client
from bot.llm.guards import Guards
from bot.llm.summariser import Summariser
from tests.bot.llm_support import Model
from tests.llm.conftest import alike

LIE = "It is always safe, <b>take 400 mg</b>."
NAME = "openai:parrot"


class Parrot(Summariser):
    """Summarises with that model, through the real guards.

    Attributes:
        gate: Every reply waits until it is set; set at first.
        model: What is asked.
    """

    def __init__(self, pause: float = 0.0, *, remembers: bool = True) -> None:
        """Think ``pause`` seconds about each reply; keep what is asked for a test, if told to."""
        self._pause = pause
        self._remembers = remembers
        self.gate = threading.Event()
        self.gate.set()
        self.model = Model(speaks=self._speak, asked=[])
        super().__init__(Client(self.model, NAME), Guards(alike))

    def _speak(self, messages: list[BaseMessage]) -> Iterator[str]:
        self.gate.wait(30)
        if not self._remembers:
            self.model.asked.clear()
        time.sleep(self._pause)
        sentences = json.loads(str(messages[1].content))["sentences"]
        said = [
            {"text": LIE, "sentences": [1]},
            *({"text": one["text"], "sentences": [one["number"]]} for one in sentences[:2]),
        ]
        yield json.dumps({"statements": said})
