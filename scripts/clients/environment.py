"""The clients' own virtual environment, made on first use by ``scripts/venv_bootstrap.py``.

Started as a script it makes the environment and ends; that is for a script which wants to do so in advance.
"""

import contextlib
import io
import os
import sys
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent
sys.path.insert(1, str(CLIENTS.parent))

import venv_bootstrap  # noqa: E402 -- found by the line above

venv_bootstrap.ENVIRONMENT = CLIENTS / ".venv"
venv_bootstrap.REQUIREMENTS = CLIENTS / "requirements.txt"
venv_bootstrap.STAMP = venv_bootstrap.ENVIRONMENT / ".requirements.sha256"


def enter() -> None:
    """Returns only inside the environment; starts the script again there if need be."""
    oldest, newest = venv_bootstrap.OLDEST, venv_bootstrap.NEWEST
    if not oldest <= sys.version_info[:2] <= newest:
        venv_bootstrap.fail(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} has no ready-made build of every pinned package.",
            f"Start the script with a Python from {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}.",
        )
    if not venv_bootstrap.STAMP.is_file():
        print(f"Preparing {venv_bootstrap.ENVIRONMENT} (once; about 25 MB) ...", file=sys.stderr)
    # A client's standard output is for data, and the bootstrap announces a download of torch there.
    os.environ.setdefault("PIP_QUIET", "1")
    with contextlib.redirect_stdout(io.StringIO()):
        venv_bootstrap.enter()


if __name__ == "__main__":
    enter()
