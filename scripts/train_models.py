#!/usr/bin/env python3
"""Trains the credit example's primary and secondary model and writes them as model packages.

Start it with any Python 3.10 to 3.13: on first use it makes its own virtual environment (venv_bootstrap.py).
"""

import argparse
import json
import tempfile
from pathlib import Path

import venv_bootstrap

SCRIPTS = Path(__file__).resolve().parent
CREDIT = SCRIPTS / "credit"


def main() -> None:
    options = arguments()
    venv_bootstrap.enter()
    source = CREDIT / "data" / "credit_data.csv"
    if not source.is_file():
        venv_bootstrap.fail(f"{source} is missing.", "Restore it: git checkout -- scripts/credit/data")
    if options.check:
        check(source, options)
    else:
        train(source, options.output, options)
        print(f"Written: {options.output / 'models'}, {options.output / 'data' / 'stream.csv'}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Trains the credit example's two models on scripts/credit/data/credit_data.csv; a minute or two.",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=CREDIT,
        metavar="DIR",
        help="where data/stream.csv and models/ are written, or with --check are read (default: scripts/credit)",
    )
    parser.add_argument(
        "--seed", type=int, default=7, help="seed of weights, batches and inner validation parts (default: %(default)s)"
    )
    parser.add_argument(
        "--epochs", type=positive, default=200, help="most epochs of one network (default: %(default)s); it stops early"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="train into a temporary folder and compare with the report in DIR; exit code 1 when it is not reproduced",
    )
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, is {number}")
    return number


def train(source: Path, output: Path, options: argparse.Namespace) -> dict:
    from credit.training import pipeline, report

    try:
        result = pipeline.run(source, output, options.seed, options.epochs)
    except pipeline.Refused as refusal:
        venv_bootstrap.fail(
            f"Nothing was written: {refusal}",
            "Keep the committed models and look for the cause on the train part; "
            "a seed picked by its held-out figures would only flatter them.",
        )
    except OSError as problem:
        venv_bootstrap.fail(str(problem), "Choose an --output folder that can be written to.")
    print("\n" + report.text(result))
    return result


def check(source: Path, options: argparse.Namespace) -> None:
    from credit.training import pipeline, report

    committed = options.output / "models" / "report.json"
    if not committed.is_file():
        venv_bootstrap.fail(f"{committed} is missing: nothing to compare with.", "Start once without --check.")
    problems = pipeline.verify_packages(options.output / "models")
    with tempfile.TemporaryDirectory() as folder:
        repeated = train(source, Path(folder), options)
        stream = options.output / "data" / "stream.csv"
        if not stream.is_file() or stream.read_bytes() != (Path(folder) / "data" / "stream.csv").read_bytes():
            problems.append("data/stream.csv: not the stream part of this split")
    problems += report.differences(json.loads(committed.read_text(encoding="utf-8")), repeated)
    if problems:
        venv_bootstrap.fail(
            "The report is not reproduced:\n  " + "\n  ".join(problems),
            "When the change is meant, start without --check and commit the new models and report.",
        )
    print(f"Reproduced: every figure within {report.TOLERANCE} of {committed.name}, packages and stream.csv intact.")


if __name__ == "__main__":
    main()
