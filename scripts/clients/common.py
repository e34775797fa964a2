"""What the clients share and the standard library suffices for: options, problems, tags, records as JSON."""

import argparse
import base64
import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable

SCRIPTS = Path(__file__).resolve().parent.parent
STREAM = SCRIPTS / "credit" / "data" / "stream.csv"
SCHEMAS = SCRIPTS.parent / "schemas" / "released" / "2"

# The tag that ties a request made from a row of the CSV file to that row, and so to its true label.
ROW_TAG = "row"

# The exit codes of the command line `backstop`.
NO, WRONG, UNREACHABLE = 1, 2, 3


class Problem(Exception):
    """A failure the user can do something about: what happened, and what mends it."""

    def __init__(self, what: str, remedy: str, code: int = WRONG):
        super().__init__(what)
        self.what, self.remedy, self.code = what, remedy, code


def parser(description: str, **more: Any) -> argparse.ArgumentParser:
    """A parser with the options that every client has."""
    made = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        **more,
    )
    where = made.add_argument_group("broker and registry")
    where.add_argument(
        "--bootstrap",
        default=os.environ.get("BACKSTOP_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
        metavar="HOST:PORT",
        help="the broker (default: BACKSTOP_KAFKA_BOOTSTRAP_SERVERS, else 127.0.0.1:9092; here %(default)s)",
    )
    where.add_argument(
        "--registry",
        default=os.environ.get("BACKSTOP_REGISTRY_URL", "http://127.0.0.1:8080"),
        metavar="URL",
        help="the registry; an address with a path is taken as it is, else /apis/ccompat/v7 is added "
        "(default: BACKSTOP_REGISTRY_URL, else http://127.0.0.1:8080; here %(default)s)",
    )
    where.add_argument(
        "--prefix",
        default=os.environ.get("BACKSTOP_TOPICS_PREFIX", "backstop."),
        help="prefix of all topic names (default: BACKSTOP_TOPICS_PREFIX, else 'backstop.'; here '%(default)s')",
    )
    where.add_argument(
        "--schemas",
        type=Path,
        default=SCHEMAS,
        metavar="DIR",
        help="the published schemas; what is not there is taken from the registry (default: schemas/released/2)",
    )
    where.add_argument(
        "--kafka",
        type=pair,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="any further librdkafka setting, such as security.protocol=SASL_SSL; may be repeated",
    )
    return made


def tag_option(made: argparse.ArgumentParser, meaning: str) -> None:
    made.add_argument("--tag", type=pair, action="append", default=[], metavar="KEY=VALUE", help=meaning)


def pair(text: str) -> "tuple[str, str]":
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"must look like key=value, is '{text}'")
    return key, value


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, is {number}")
    return number


def seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number of seconds from 0 on, is {text}")
    return number


def tagged(record: "dict[str, Any]", tags: "list[tuple[str, str]]") -> bool:
    """Whether the record has all the tags; what a producer tags, its decisions and tasks carry too."""
    return all(record["tags"].get(key) == value for key, value in tags)


def to_json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def say(text: str) -> None:
    """For people; standard output is for data."""
    print(text, file=sys.stderr, flush=True)


def finish(client: "Callable[[], int]") -> None:
    """Runs a client and ends the process with its exit code, or with a problem and its remedy."""
    try:
        code = client()
        sys.stdout.flush()
    except Problem as problem:
        say(f"\nERROR  {problem.what}\nREMEDY {problem.remedy}")
        code = problem.code
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # Whoever read the output has enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
