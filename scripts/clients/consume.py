#!/usr/bin/env python3
"""Reads decisions: who answered, why not the first choice, how sure, and what follows."""

import argparse
import time
from typing import Any

import environment
from common import NO, finish, parser, positive, say, seconds, tag_option, tagged, to_json

TERMINAL = ("FINAL", "REJECTED")
COLUMNS = "{:<24} {:<11} {:<8} {:<10} {:>6} {:<9} {:<15} {}"

EPILOG = """\
A PROVISIONAL decision is replaced by the FINAL one that names it in `supersedes`; key what you store by request id.

Exit codes: 0 all that was waited for came, 1 it did not come in time, 2 wrong configuration, 3 broker or registry
unreachable.
"""


def main() -> int:
    options = arguments()
    environment.enter()
    import wire

    terminal: "set[str]" = set()
    count = 0
    deadline = time.monotonic() + options.timeout
    if not options.json:
        print(COLUMNS.format("REQUEST", "STATUS", "LABEL", "TIER", "CONF", "DEGRADED", "REASON", "TIER PATH"), flush=True)
    with wire.Reader(options, wire.Registry(options), "decisions") as reader:
        decisions = reader.until(deadline) if options.until_final or options.timeout else reader.rest()
        for record in decisions:
            if not tagged(record.value, options.tag):
                continue
            count += 1
            print(to_json(as_json(record)) if options.json else as_row(record, options.headers), flush=True)
            if record.value["status"] in TERMINAL:
                terminal.add(record.value["requestId"])
            if options.until_final and len(terminal) >= options.until_final:
                break
    say(f"{count} decisions, {len(terminal)} requests ended")
    if options.until_final and len(terminal) < options.until_final:
        say(
            f"\nERROR  Only {len(terminal)} of {options.until_final} requests ended within {options.timeout:g} s.\n"
            "REMEDY See which wait for a person (review.py --list) or were set aside (topic dead-letters), and whether "
            "the processor is ready (/health/ready)."
        )
        return NO
    return 0


def arguments() -> argparse.Namespace:
    made = parser("Reads Backstop's decisions, from the first one kept.", epilog=EPILOG)
    made.add_argument(
        "--until-final",
        type=positive,
        metavar="N",
        help="end once N requests have their FINAL or REJECTED decision; without it: at --timeout",
    )
    made.add_argument(
        "--timeout",
        type=seconds,
        metavar="SECONDS",
        help="how long to read (default: 30 with --until-final, else only what there is now)",
    )
    tag_option(made, "only decisions with this tag of their request; may be repeated")
    made.add_argument("--json", action="store_true", help="a JSON object a line, with the record's headers and place")
    made.add_argument("--headers", action="store_true", help="below each row of the table, the record's headers")
    options = made.parse_args()
    if options.timeout is None:
        options.timeout = 30 if options.until_final else 0
    return options


def as_json(record: Any) -> "dict[str, Any]":
    place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    return {"place": place, "key": record.key, "headers": record.headers, "decision": record.value}


def as_row(record: Any, with_headers: bool) -> str:
    decision = record.value
    confidence = decision["confidence"]
    row = COLUMNS.format(
        decision["requestId"],
        decision["status"],
        decision["label"] or "-",
        decision["tier"],
        "-" if confidence is None else f"{confidence:.3f}",
        "yes" if decision["degraded"] else "no",
        decision["reason"] or "-",
        record.headers.get("backstop-tier-path", "-"),
    )
    if with_headers:
        row += "".join(f"\n    {name}: {value}" for name, value in sorted(record.headers.items()))
    return row


if __name__ == "__main__":
    finish(main)
