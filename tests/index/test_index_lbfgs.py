"""The minimiser on functions whose least point is known."""

import numpy as np
import pytest

from index.lbfgs import minimise


def test_a_bowl_of_very_unlike_widths() -> None:
    """A quadratic with curvatures from 1 to 1,000: its centre is found."""
    random = np.random.default_rng(3)
    curvature = np.geomspace(1, 1000, 50).astype(np.float32)
    centre = random.normal(size=50).astype(np.float32)

    def bowl(at: np.ndarray) -> tuple[float, np.ndarray]:
        away = at - centre
        return float(0.5 * (curvature * away * away).sum()), curvature * away

    found, settled = minimise(bowl, np.zeros(50, np.float32), 1e-3, 200)
    assert settled
    assert np.abs(found - centre).max() <= 1e-3
    _, settled = minimise(bowl, np.zeros(50, np.float32), 1e-3, 2)
    assert not settled


def test_what_is_least_already_is_left_alone() -> None:
    """No step is taken."""
    start = np.zeros(3, np.float32)
    asked = []

    def flat(at: np.ndarray) -> tuple[float, np.ndarray]:
        asked.append(at)
        return 1.0, np.zeros_like(at)

    found, settled = minimise(flat, start, 1e-4, 10)
    assert settled
    assert found is start
    assert len(asked) == 1


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_it_never_goes_up(scale: float) -> None:
    """On a function that is steep far out and flat near the middle, whatever its scale."""
    values = []

    def valley(at: np.ndarray) -> tuple[float, np.ndarray]:
        root = np.sqrt(1 + at.astype(np.float64) ** 2)
        values.append(float(scale * root.sum()))
        return values[-1], (scale * at / root).astype(np.float32)

    found, settled = minimise(valley, np.full(4, 100, np.float32), scale * 1e-3, 200)
    assert settled
    assert np.abs(found).max() < 0.01
