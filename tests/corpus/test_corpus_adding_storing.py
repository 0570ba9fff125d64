"""All or nothing: whatever stops a command, the corpus is as before or as after."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from corpus import AddError, CorpusError, load_corpus
from corpus.adding import journal
from corpus.adding.canonical import Wishes, canonical
from corpus.adding.draft import Draft, Metadata, draft_of, refuse_twin
from corpus.adding.journal import editing
from corpus.adding.plain import read_plain
from corpus.adding.reading import Source
from corpus.adding.removing import ENTRY, plan_removal, remove, undo
from corpus.adding.storing import store
from tests.corpus import leaflets
from tests.support import ENGLISH, LATVIAN, REPOSITORY, copied, write_corpus


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A corpus of two documents with a commented manifest and a bank."""
    made = write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)
    path = made / "manifest.toml"
    path.write_text("# Ours.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    (made / "questions").mkdir()
    (made / "questions" / "care.toml").write_text(
        '[[answered]]\nanchor = "Use warm water."\nquestions.en = ["hot or cold?"]\n'
    )
    return made


def draft(name: str = "wound", text: str = "Wash your hands.\n\nCall us.\n") -> Draft:
    """Draft a short leaflet."""
    source = Source("leaflet.txt", "txt", text.encode())
    metadata = Metadata(name, leaflets.TITLE, "City Clinic", "en", "Ours, “really”")
    return draft_of(source, canonical(read_plain(source.data)), metadata, Wishes())


def state(directory: Path) -> dict[str, bytes]:
    """Return every file but the lock."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != journal.LOCK
    }


def test_adding_changes_nothing_else(directory: Path) -> None:
    """The manifest keeps its bytes and gains an entry; two files come."""
    before = state(directory)
    store(directory, draft())
    after = state(directory)
    assert after.keys() - before.keys() == {"documents/wound.txt", "originals/wound.txt"}
    assert after["manifest.toml"].startswith(before["manifest.toml"].rstrip())
    assert load_corpus(directory)["wound"] == draft().document


def test_first_document_begins_a_corpus(tmp_path: Path) -> None:
    """A directory that is not there yet is made."""
    store(tmp_path / "new", draft())
    assert list(load_corpus(tmp_path / "new")) == ["wound"]


def test_twins_are_refused(directory: Path) -> None:
    """Neither an id nor a text comes twice, and no bank file is taken over."""
    store(directory, draft())
    corpus = load_corpus(directory)
    for twin, complaint in (
        (draft(text="Another text.\n"), "is taken"),
        (draft("other"), "already, as 'wound'"),
        (draft("unanswered", "A third."), "is taken"),
    ):
        with pytest.raises(AddError, match=complaint):
            refuse_twin(twin, corpus)
        before = state(directory)
        with pytest.raises(CorpusError):
            store(directory, twin)
        assert state(directory) == before


def test_files_in_the_way_stay(directory: Path) -> None:
    """A file nobody named is not overwritten."""
    (directory / "documents").mkdir()
    (directory / "documents" / "wound.txt").write_text("Mine.")
    with pytest.raises(AddError, match="in the way"):
        store(directory, draft())
    assert (directory / "documents" / "wound.txt").read_text() == "Mine."


def test_second_command_waits_its_turn(directory: Path) -> None:
    """Two commands do not change one corpus at a time."""
    with editing(directory), pytest.raises(AddError, match="Another command"):
        store(directory, draft())


def test_edit_meanwhile_is_not_lost(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's edit of the manifest between reading and writing it stops the command."""
    check = journal.check_whole

    def edit_then_check(*arguments: object, **options: object) -> object:
        path = directory / "manifest.toml"
        path.write_text(path.read_text(encoding="utf-8") + "\n# Edited.\n", encoding="utf-8")
        return check(*arguments, **options)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("corpus.adding.storing.check_whole", edit_then_check)
    with pytest.raises(AddError, match="edited meanwhile"):
        store(directory, draft())
    assert "wound" not in load_corpus(directory)
    assert not (directory / "documents" / "wound.txt").exists()


STOP = """
import os, sys
from pathlib import Path
sys.path.insert(0, {repository!r})
from tests.corpus.test_corpus_adding_storing import draft
from corpus.adding.removing import plan_removal, remove
from corpus.adding.storing import store
from datetime import date
steps = int(sys.argv[1])
def stopping(do):
    def stop(*arguments, **options):
        global steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), 9)
        return do(*arguments, **options)
    return stop
Path.replace = stopping(Path.replace)
Path.unlink = stopping(Path.unlink)
os.fsync = stopping(os.fsync)
directory = Path({directory!r})
if {adding}:
    store(directory, draft())
else:
    remove(directory, plan_removal(directory, "care"), date(2026, 1, 2))
"""


@pytest.mark.parametrize("adding", [True, False])
def test_killed_at_any_step(directory: Path, adding: bool) -> None:
    """Killed before every step in turn, and then cleared up by the next command."""
    before = state(directory)
    whole = copied(directory, directory.with_name("whole"))
    if adding:
        store(whole, draft())
    else:
        remove(whole, plan_removal(whole, "care"), date(2026, 1, 2))
    after = state(whole)
    pristine = copied(directory, directory.with_name("pristine"))
    seen = set()
    for step in range(40):
        shutil.rmtree(directory)
        copied(pristine, directory)
        code = STOP.format(repository=str(REPOSITORY), directory=str(directory), adding=adding)
        done = subprocess.run([sys.executable, "-c", code, str(step)], check=False)
        load_corpus(directory)  # at every moment
        with editing(directory):
            pass
        found = state(directory)
        assert found in (before, after)
        seen.add(found == after)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    else:
        pytest.fail("it never came to its end")
    assert seen == {True, False}


def test_full_disk_leaves_the_corpus(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while writing is told in one line, and nothing stays."""
    before = state(directory)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(AddError, match="No space left"):
        store(directory, draft())
    monkeypatch.undo()
    assert state(directory) == before


def test_manifest_that_cannot_be_written(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said before anybody reads a preview."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(AddError, match=r"manifest\.toml: cannot be written"):
        journal.check_writable(directory)
    monkeypatch.undo()
    journal.check_writable(directory)


def test_corpus_that_would_not_load_is_not_made(directory: Path) -> None:
    """A broken bank elsewhere is named by its own place, and nothing is added."""
    (directory / "questions" / "care.toml").write_text("nonsense")
    before = state(directory)
    with pytest.raises(AddError, match=r"corpus/questions/care\.toml") as caught:
        store(directory, draft())
    assert journal.WORK not in str(caught.value)
    assert state(directory) == before


def test_removed_document_is_kept_and_comes_back(directory: Path) -> None:
    """Its files and questions go together, and the hint brings all of it back."""
    store(directory, draft())
    (directory / "translations").mkdir()
    (directory / "translations" / "care.lv.toml").write_text('status = "machine draft"\n')
    before = load_corpus(directory)
    removal = plan_removal(directory, "care")
    assert removal.questions == 1
    assert removal.files == ("care.txt", "questions/care.toml", "translations/care.lv.toml")
    kept = remove(directory, removal, date(2026, 1, 2))
    assert kept.name == "care-2026-01-02"
    assert list(load_corpus(directory)) == ["kopsana", "wound"]
    assert (directory / "manifest.toml").read_text(encoding="utf-8").startswith("# Ours.\n")
    assert not (directory / "questions" / "care.toml").exists()
    assert (kept / ENTRY).exists()
    command = ["/bin/sh", "-ec", f"{undo(directory, kept)}; pwd"]
    done = subprocess.run(command, check=True, cwd=directory.parent, capture_output=True, text=True)
    assert Path(done.stdout.strip()) == directory.parent
    back = load_corpus(directory)
    assert back["care"] == before["care"]
    assert set(back.bank.questions) == set(before.bank.questions)
    again = remove(directory, plan_removal(directory, "care"), date(2026, 1, 2))
    assert again.name == "care-2026-01-02-2"


def test_last_document_and_unknown_ones_stay(tmp_path: Path) -> None:
    """A corpus needs a document."""
    made = write_corpus(tmp_path / "corpus", ENGLISH)
    with pytest.raises(AddError, match="only document"):
        plan_removal(made, "care")
    with pytest.raises(AddError, match="There are: care"):
        plan_removal(made, "other")
