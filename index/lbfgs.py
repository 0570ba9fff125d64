"""Minimise a smooth convex function of millions of numbers, in single precision (L-BFGS).

SciPy's ``L-BFGS-B`` works in double precision and with bounds: on the bank's 2.6 million
numbers it spends more time on its own vectors than on the function. PyTorch's asks for the
function twice a step. Nocedal and Wright, "Numerical Optimization", algorithms 7.4 and 3.1.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Function = Callable[[Vector], tuple[float, Vector]]
"""From a point to the value there and the gradient, which is a new array."""

MEMORY = 10
"""Steps remembered: each is two vectors."""

_DECREASE = 1e-4
"""A step must bring at least this share of what the slope promises."""

_NOISE = 1e-7
"""Relative differences of the value smaller than this are rounding."""

_SHORTEST = 1e-4


def minimise(
    function: Function, start: Vector, tolerance: float, iterations: int
) -> tuple[Vector, bool]:
    """Return where ``function`` is least, and whether the search settled.

    Args:
        function: What to minimise.
        start: Where to begin; float32, one dimension.
        tolerance: No derivative is larger where the search ends.
        iterations: Steps after which it is given up.
    """
    point = start
    value, gradient = function(point)
    steps: deque[tuple[Vector, Vector, float]] = deque(maxlen=MEMORY)
    for _ in range(iterations):
        if np.abs(gradient).max() <= tolerance:
            return point, True
        direction = _direction(gradient, steps)
        slope = float(gradient @ direction)
        length = 1.0
        while True:
            there = point + np.float32(length) * direction
            value_there, gradient_there = function(there)
            if value_there <= value + _DECREASE * length * slope + _NOISE * abs(value):
                break
            length /= 2
            if length < _SHORTEST:
                return point, True  # as low as single precision can tell
        step, change = there - point, gradient_there - gradient
        curvature = float(step @ change)
        if curvature > 0:
            steps.append((step, change, curvature))
        point, value, gradient = there, value_there, gradient_there
    return point, False


def _direction(gradient: Vector, steps: deque[tuple[Vector, Vector, float]]) -> Vector:
    """Return the way down, by the curvature that the last steps met."""
    direction = -gradient
    if not steps:
        return direction / np.float32(np.linalg.norm(gradient))
    shares = []
    for step, change, curvature in reversed(steps):
        share = np.float32(step @ direction / curvature)
        direction -= share * change
        shares.append(share)
    _, change, curvature = steps[-1]
    direction *= np.float32(curvature / float(change @ change))
    for (step, change, curvature), share in zip(steps, reversed(shares), strict=True):
        direction += (share - np.float32(change @ direction / curvature)) * step
    return direction
