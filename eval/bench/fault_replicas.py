"""Two chats that share a Chroma server, asked without pause while new documents are rolled out."""

import json
import random
import shutil
import threading
import time
from pathlib import Path

from corpus import load_corpus
from eval.bench.chroma_run import ChromaRun
from eval.bench.fault_chat import start_chat
from eval.bench.fault_site import ASKED, CountingEmbedder, Place, PromiseError, Site, shown
from eval.bench.processes import post
from eval.errors import EvalError
from index.build import build_index
from index.served import ServerPlace

REPLICAS = 2
ASKERS = 2
"""Threads that ask each replica."""

CHANGED_SECONDS = 60.0
"""Both must answer from the new documents within this time of getting them."""


class ReplicasFault:
    """Rolls out edited documents as docs/scale.md says, under load."""

    def __init__(self, options: list[str]) -> None:
        """Start chats with ``options``, such as ``--rate-limit 0``."""
        self._options = options

    def __call__(self, site: Site, draw: random.Random) -> str:
        """Inject once."""
        place = site.fresh()
        home = place.corpus.parent
        edited = Path(shutil.copytree(place.corpus, home / "edited"))
        site.edit(Place(edited, place.index, place.temporary))
        in_use = home / "in-use"
        in_use.symlink_to(place.corpus)
        server = ChromaRun(home / "chroma")
        server.start()
        processes = []
        try:
            builder = ServerPlace(home / "builder", server.address)
            build_index(load_corpus(place.corpus), CountingEmbedder(), builder)
            options = [*self._options, "--chroma", str(server.address)]
            replicas = []
            for number in range(REPLICAS):
                own = Place(in_use, home / f"replica-{number}", place.temporary)
                address, process = start_chat(own, site.root / "models", options)
                processes.append(process)
                replicas.append(Asked(site, address))
            for replica in replicas:
                replica.start()
            time.sleep(draw.uniform(0, 0.5))
            build_index(load_corpus(edited), CountingEmbedder(), builder)
            time.sleep(draw.uniform(0, 0.5))
            _point(in_use, edited)
            for replica in replicas:
                replica.wait_until_changed()
            # The same documents once more, so that a version in use gets old.
            build_index(load_corpus(edited), CountingEmbedder(), builder, force=True)
            time.sleep(draw.uniform(0, 0.5))
            for replica in replicas:
                replica.stop()
        finally:
            for process in processes:
                process.kill()
                process.join()
            server.kill()
        site.drop(place)
        return "no failed answer, none of another version; both changed over"


class Asked:
    """A replica that is asked all the time, and what it said.

    Attributes:
        changed: Set when it has answered from the new documents.
    """

    def __init__(self, site: Site, address: str) -> None:
        """Remember where it is."""
        self._site, self._address = site, address
        self._wrong: list[str] = []
        self._over = threading.Event()
        self.changed = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(ASKERS)]

    def start(self) -> None:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()

    def wait_until_changed(self) -> None:
        """Wait for an answer from the new documents.

        Raises:
            PromiseError: If none comes, or something went wrong before.
        """
        if not self.changed.wait(CHANGED_SECONDS) and not self._wrong:
            self._wrong.append("a replica did not change over to the new documents")
        if self._wrong:
            self.stop()

    def stop(self) -> None:
        """Stop asking.

        Raises:
            PromiseError: If an answer failed, or was of neither version or an older one.
        """
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self._wrong:
            raise PromiseError(self._wrong[0])

    def _ask(self) -> None:
        number = 0
        while not self._over.is_set() and not self._wrong:
            number = (number + 1) % len(ASKED)
            was_changed = self.changed.is_set()
            old, new = self._site.old[number], self._site.new[number]
            try:
                body = post(self._address, json.dumps({"question": ASKED[number]}).encode())
                answer = shown(json.loads(body))
            except (EvalError, ValueError, KeyError) as error:
                self._wrong.append(f"a failed answer: {error!r}")
                return
            if answer == new != old:
                self.changed.set()
            elif answer != old or (was_changed and old != new):
                self._wrong.append("an answer of neither version, or of the old one after the new")
                return


def _point(link: Path, target: Path) -> None:
    """Let ``link`` name ``target``, in one step."""
    fresh = link.with_name("fresh")
    fresh.symlink_to(target)
    fresh.replace(link)
