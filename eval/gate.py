"""The floors below which continuous integration fails."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.settings import ROOT
from eval.errors import EvalError
from eval.intervals import Estimate

GATE = ROOT / "eval" / "gate.toml"


class Gate(BaseModel):
    """What ``gate.toml`` says.

    Attributes:
        set: The question set, relative to the repository.
        floors: Least value of a figure, by its place in the summary: "overall.answers.right".
        ceilings: Greatest value, likewise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    set: Path
    floors: dict[str, float]
    ceilings: dict[str, float] = {}


def read_gate(path: Path = GATE) -> Gate:
    """Read the gate.

    Raises:
        EvalError: If the file is missing or not one.
    """
    try:
        return Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise EvalError(msg) from None
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        msg = f"{path}: not a gate: {str(error).splitlines()[0]}."
        raise EvalError(msg) from None


def breaches(summary: dict[str, Any], gate: Gate) -> list[str]:
    """Return what is below its floor or above its ceiling, in words.

    Quotes that are not the documents' own words are a breach whatever the file says.

    Raises:
        EvalError: If the gate names a figure there is not.
    """
    found = []
    validity = _figure(summary, "overall.answers.quote_validity")
    if validity.n and validity.value != 1:
        found.append(
            f"Quote validity is {100 * validity.value:.2f} %; it must be 100 %. "
            "Words were shown that are not a document's own."
        )
    for name, floor in gate.floors.items():
        figure = _figure(summary, name)
        # Not "below": a figure that is not defined (NaN) must not pass.
        if not figure.value >= floor:
            found.append(
                f"{name} is {figure.value:.4f}, below its floor of {floor} (n={figure.n})."
            )
    for name, ceiling in gate.ceilings.items():
        figure = _figure(summary, name)
        if not figure.value <= ceiling:
            found.append(
                f"{name} is {figure.value:.4f}, above its ceiling of {ceiling} (n={figure.n})."
            )
    return found


def _figure(summary: dict[str, Any], name: str) -> Estimate:
    value: Any = summary
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, Estimate):
        msg = f"{GATE}: there is no figure {name!r}. summary.json has their names."
        raise EvalError(msg)
    return value
