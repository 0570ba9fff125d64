"""Passages, their vectors, and the store that keeps them: a cache made from the corpus.

ONNX Runtime reports its use to Microsoft, and keeps an identifier of the machine, unless it
is told not to before it is loaded. Importing this package tells it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
