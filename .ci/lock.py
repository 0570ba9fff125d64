"""Turn pip's report of an installation into requirements with the SHA-256 of every file.

    python .ci/lock.py REPORT.json > requirements.lock

"make lock" calls it.
"""

import json
import sys
from pathlib import Path
from typing import Any

HEAD = """\
# Every package that "make run" installs, with the SHA-256 of the file it came in. Made by
# "make lock"; do not edit. For CPython {python_version} on {sys_platform}, {platform_machine} only.
"""


def locked(report: dict[str, Any]) -> str:
    """Return the requirements; what was not downloaded, the program itself, is left out.

    Args:
        report: What ``pip install --report`` writes.

    Raises:
        KeyError: If pip tells no SHA-256 of a file.
    """
    lines = [
        f"{item['metadata']['name'].lower()}=={item['metadata']['version']} \\\n"
        f"    --hash=sha256:{item['download_info']['archive_info']['hashes']['sha256']}\n"
        for item in report["install"]
        if "dir_info" not in item["download_info"]
    ]
    return HEAD.format_map(report["environment"]) + "".join(sorted(lines))


if __name__ == "__main__":
    sys.stdout.write(locked(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
