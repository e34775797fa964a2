"""Runs a script inside its own virtual environment, which it makes on first use.

A script calls :func:`enter` before it imports anything that is not in the standard library. Under a plain
``python3`` that call installs the pinned requirements into ``scripts/.venv-train`` and starts the script again
there; inside the environment it returns at once.
"""

import hashlib
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

SCRIPTS = Path(__file__).resolve().parent
ENVIRONMENT = SCRIPTS / ".venv-train"
REQUIREMENTS = SCRIPTS / "requirements-train.txt"
STAMP = ENVIRONMENT / ".requirements.sha256"

OLDEST, NEWEST = (3, 10), (3, 13)  # the Python versions for which every pinned package has a ready-made build


def enter() -> None:
    """Returns only inside the environment, complete and matching the requirements file."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    complete = STAMP.is_file() and STAMP.read_text().strip() == digest
    if complete and Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    if not complete:
        _install(digest)
    python = _python()
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(python, [str(python), *sys.argv])
    sys.exit(subprocess.call([str(python), *sys.argv]))  # Windows has no exec that the shell would wait for


def _install(digest: str) -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fail(
            f"Python {platform.python_version()} has no ready-made torch 2.7.1.",
            f"Start this script with a Python from {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, "
            f"for example: python3.11 {sys.argv[0]}",
        )
    print(f"Preparing {ENVIRONMENT.name} (once; a download of up to 3 GB where torch comes with GPU libraries) ...")
    try:
        venv.EnvBuilder(with_pip=True, clear=Path(sys.prefix).resolve() != ENVIRONMENT.resolve()).create(ENVIRONMENT)
    except (subprocess.CalledProcessError, OSError) as problem:
        fail(
            f"The virtual environment could not be made: {problem}",
            "Install Python's venv module (on Debian and Ubuntu: apt-get install python3-venv) and see that "
            f"{SCRIPTS.name}/ is writable, then start again.",
        )
    # Hidden from git by itself, so that no checkout can commit it by accident.
    (ENVIRONMENT / ".gitignore").write_text("*\n")
    install = [str(_python()), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    if subprocess.call(install) != 0:
        fail(
            "pip could not install the requirements; its own message is above.",
            "Without a connection to the package index, point pip at a mirror (PIP_INDEX_URL) or at a folder of "
            "wheels (PIP_FIND_LINKS); when the disk is full, free 8 GB. Then start again.",
        )
    STAMP.write_text(digest + "\n")


def _python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fail(what: str, remedy: str) -> NoReturn:
    """Ends the process with a sentence about what happened and one about what to do."""
    print(f"\nERROR  {what}\nREMEDY {remedy}", file=sys.stderr)
    sys.exit(1)
