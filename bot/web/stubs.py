"""Keep Gradio from writing type stubs while it is imported.

For editors' sake Gradio parses the source of every component at import and writes ``.pyi``
files beside it: half of the import's time (3.3 s against 1.5 s, medians of three), and
something a service from read-only code should not try at all. The stubs change nothing at
run time.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

MODULE = "gradio.component_meta"
WRITER = "create_or_modify_pyi"


def no_stub_files() -> None:
    """Have Gradio, if it is not imported yet, imported without its writer of stubs."""
    sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    def __init__(self, usual: Loader) -> None:
        self._usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._usual.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._usual.exec_module(module)
        # A version without it has nothing to be kept from.
        if hasattr(module, WRITER):
            setattr(module, WRITER, lambda *_: None)
