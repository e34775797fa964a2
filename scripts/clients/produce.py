#!/usr/bin/env python3
"""Sends prediction requests: JSON lines, or credit applications from a CSV file."""

import argparse
import csv
import datetime
import json
import math
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Iterator

import environment
from common import ROW_TAG, STREAM, Problem, finish, pair, parser, positive, say, tag_option

FIELDS = {
    "requestId", "domain", "subject", "features", "riskHint", "requestedAt", "deadline", "onReview",
    "allowFallback", "consents", "featureSetVersion", "tags", "featureTimes",
}  # fmt: skip
TIMES = ("requestedAt", "deadline")

EPILOG = """\
A line is a JSON object with the fields of schemas/released/2/PredictionRequest.avsc; only `features` must be there:
  {"requestId": "a-1", "domain": "credit", "features": {"Age": 30, "Amount": 1000.0, "Home": null}}
A whole number is sent as a long, a number with a fraction as a double: write 5.0 for a double.

Writes the id of every request that the broker has taken to standard output, with its partition and offset.
Exit codes: 0 all taken, 2 wrong input or configuration, 3 broker or registry unreachable.
"""


def main() -> int:
    options = arguments()
    environment.enter()
    import wire

    requests = list(from_csv(options) if options.from_csv else from_lines(options))
    if not requests:
        raise Problem("There is no request to send.", "Name a file that holds one, or '-' for standard input.")
    registry = wire.Registry(options)
    writer = wire.Writer(options, registry, "requests", options.register)
    headers = dict(options.header)
    began = time.monotonic()
    for request in requests:
        writer.send(request["requestId"], request, headers=headers)
    places = writer.flush()
    for request in requests:
        partition, offset = places[request["requestId"]]
        print(f"{request['requestId']}\t{partition}\t{offset}")
    say(f"{len(requests)} requests sent to {options.prefix}requests in {time.monotonic() - began:.1f} s")
    return 0


def arguments() -> argparse.Namespace:
    made = parser("Sends prediction requests to Backstop.", epilog=EPILOG)
    made.add_argument("file", nargs="?", default="-", metavar="FILE", help="JSON lines; '-', the default, is standard input")
    made.add_argument(
        "--from-csv",
        nargs="?",
        type=Path,
        const=STREAM,
        metavar="CSV",
        help="send the credit applications of this file instead (default file: scripts/credit/data/stream.csv); "
        "the true label in column Status is not sent",
    )
    made.add_argument("--limit", type=positive, metavar="N", help="send the first N requests alone")
    made.add_argument("--domain", help="for requests that name none (default with --from-csv: credit)")
    made.add_argument(
        "--id-prefix",
        metavar="TEXT",
        help="the ids of applications are this and the row's number (default: credit-<six random digits>-); "
        "an id sent before is not answered again",
    )
    tag_option(made, "tag every request so; decisions and review tasks carry the tags too; may be repeated")
    made.add_argument(
        "--header",
        type=pair,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a record header; of these, traceparent and tracestate are carried through; may be repeated",
    )
    made.add_argument(
        "--register", action="store_true", help="register the schema if it is not (for development, or with the right to)"
    )
    return made.parse_args()


def from_csv(options: argparse.Namespace) -> "Iterator[dict[str, Any]]":
    """An empty cell is a missing value, which is null and not zero."""
    prefix = options.id_prefix or f"credit-{uuid.uuid4().hex[:6]}-"
    try:
        with open(options.from_csv, newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file), start=1):
                if options.limit and number > options.limit:
                    return
                key = row.pop("row", str(number))
                row.pop("Status", None)
                yield {
                    "requestId": f"{prefix}{key}",
                    "domain": options.domain or "credit",
                    "features": {name: cell(text) for name, text in row.items()},
                    "requestedAt": now(),
                    "tags": {ROW_TAG: key, **dict(options.tag)},
                }
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{options.from_csv} cannot be read: {error}", "Name a CSV file with a header row.") from error


def cell(text: str) -> Any:
    if text == "":
        return None
    try:
        return int(text)
    except ValueError:
        return text


def from_lines(options: argparse.Namespace) -> "Iterator[dict[str, Any]]":
    """All lines, or a problem that tells everything wrong with them; a half-sent file helps nobody."""
    name = "standard input" if options.file == "-" else options.file
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{name} cannot be read: {error}", "Name a file of JSON lines.") from error
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    problems: "list[str]" = []
    requests = [request(line, number, options, problems) for number, line in lines[: options.limit]]
    if problems:
        raise Problem(
            f"{name} holds lines that are no requests; nothing was sent:\n  " + "\n  ".join(problems),
            "Mend them; --help shows what a line looks like.",
        )
    yield from requests


def request(line: str, number: int, options: argparse.Namespace, problems: "list[str]") -> "dict[str, Any]":
    def wrong(what: str) -> None:
        problems.append(f"line {number}: {what}")

    try:
        given = json.loads(line, parse_constant=lambda name: wrong(f"{name} is not a number"))
    except ValueError as error:
        wrong(f"no JSON: {error}")
        return {}
    if not isinstance(given, dict):
        wrong("no JSON object")
        return {}
    for name in sorted(given.keys() - FIELDS):
        wrong(f"unknown field '{name}'")
    if not isinstance(given.get("features"), dict):
        wrong("'features' must be an object")
    else:
        for name, value in given["features"].items():
            feature(f"features.{name}", value, wrong)
    if not (given.get("domain") or options.domain):
        wrong("'domain' is missing: name it here or by --domain")
    made = {"requestId": str(uuid.uuid4()), "domain": options.domain, "requestedAt": now(), **given}
    if not isinstance(made["requestId"], str) or not made["requestId"].strip():
        wrong("'requestId' must be a text that is not empty")
    for name in TIMES:
        if name in given and given[name] is not None:
            made[name] = moment(name, given[name], wrong)
    times = given.get("featureTimes", {})
    if isinstance(times, dict):
        made["featureTimes"] = {name: moment(f"featureTimes.{name}", value, wrong) for name, value in times.items()}
    else:
        wrong("'featureTimes' must be an object of times")
    tags = given.get("tags", {})
    if isinstance(tags, dict) and all(isinstance(value, str) for value in tags.values()):
        made["tags"] = {**tags, **dict(options.tag)}
    else:
        wrong("'tags' must be an object of texts")
    return made


def feature(name: str, value: Any, wrong: Any) -> None:
    """Refuses what the serializer would take and change: it writes a number to the first branch that holds it."""
    if isinstance(value, list):
        if any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in value):
            wrong(f"{name} must be a list of numbers")
    elif isinstance(value, dict):
        wrong(f"{name} must be null, true, false, a number, a text or a list of numbers")
    elif isinstance(value, float) and not math.isfinite(value):
        wrong(f"{name} must be a finite number")
    elif isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        wrong(f"{name} is a whole number beyond 64 bits; write it with a fraction, such as 1.0")


def moment(name: str, value: Any, wrong: Any) -> Any:
    try:
        # Python before 3.11 does not read the Z.
        read = datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        wrong(f"'{name}' must be a time such as 2026-01-31T08:30:00Z")
    return read


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


if __name__ == "__main__":
    finish(main)
