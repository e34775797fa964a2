#!/usr/bin/env python3
"""Pulls the open review tasks and answers them: a person at the terminal, or a robot."""

import argparse
import csv
import datetime
import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import environment
from common import NO, ROW_TAG, STREAM, WRONG, Problem, finish, parser, positive, say, seconds, tag_option, tagged, to_json

CANNOT_DECIDE = "CANNOT_DECIDE"
TERMINAL = ("FINAL", "REJECTED")
DRILL = "backstop-drill/"  # what the ids of a drill's requests begin with

EPILOG = """\
Without --list, --robot or --from-csv it shows one task after the other and asks for an answer.
A task is open while its request has neither a FINAL nor a REJECTED decision and its time has not run out; one of the audit
panel, which stands beside a decision and changes nothing, until it has a label. Two reviewers
may answer the same task: the first verdict counts, the other one is recorded and changes nothing.
Where a task wants two reviewers, two different ones must give the same answer; one that the reviewer has
answered is not shown to them again.

Exit codes: 0 done, 1 fewer than --max were answered, 2 wrong configuration, 3 broker or registry unreachable.
"""

# What a reviewer wants done with one task: a label, CANNOT_DECIDE, or None to leave it.
Answer = Callable[[dict], "tuple[Optional[str], Optional[str]]"]


class Stop(Exception):
    """The reviewer has had enough."""


def main() -> int:
    options = arguments()
    environment.enter()
    import wire

    registry = wire.Registry(options)
    with wire.Reader(options, registry, "reviews", "decisions", "feedback", "audit") as reader:
        inbox = Inbox(options.tag, options.reviewer)
        for record in reader.rest():
            inbox.take(record)
        if options.list:
            for task in inbox.open():
                print(to_json(shown(task)) if options.json else row(task))
            say(f"{len(inbox.open())} tasks are open")
            return 0
        answer = robot(options)
        writer = wire.Writer(options, registry, "verdicts", options.register)
        done = 0
        try:
            for task in inbox.stream(reader, time.monotonic() + options.timeout):
                label, comment = answer(task)
                if label is None:
                    continue
                writer.send(task["requestId"], verdict(task, label, options.reviewer, comment))
                # One at a time: a reviewer who stops half-way has answered all they were thanked for.
                writer.flush()
                print(f"{task['taskId']}\t{label}", flush=True)
                done += 1
                if done == options.max:
                    break
        except Stop:
            pass
    say(f"{done} tasks answered by {options.reviewer}")
    if options.max and done < options.max and (options.robot or options.from_csv):
        say(f"\nERROR  {done} of {options.max} tasks were there to answer.\nREMEDY Wait longer for them with --timeout.")
        return NO
    return 0


def arguments() -> argparse.Namespace:
    made = parser("Answers Backstop's review tasks.", epilog=EPILOG)
    how = made.add_mutually_exclusive_group()
    how.add_argument("--list", action="store_true", help="show the open tasks and end")
    how.add_argument("--robot", metavar="LABEL", help=f"answer every task with this label, or with {CANNOT_DECIDE}")
    how.add_argument(
        "--from-csv",
        nargs="?",
        type=Path,
        const=STREAM,
        metavar="CSV",
        help="answer with the true label (column Status) of the row that produce.py made the request from "
        "(default file: scripts/credit/data/stream.csv); other tasks are left",
    )
    made.add_argument(
        "--reviewer",
        metavar="PSEUDONYM",
        help="who answers, as it will stand in the decision; never a name or an address (robots: default robot)",
    )
    made.add_argument("--max", type=positive, metavar="N", help="end after N answers")
    made.add_argument(
        "--timeout",
        type=seconds,
        default=0,
        metavar="SECONDS",
        help="how long to wait for further tasks (default: 0, only what is open now)",
    )
    tag_option(made, "only tasks with this tag of their request; may be repeated")
    made.add_argument("--json", action="store_true", help="with --list: a JSON object a line")
    made.add_argument(
        "--register", action="store_true", help="register the schema if it is not (for development, or with the right to)"
    )
    options = made.parse_args()
    if options.json and not options.list:
        made.error("--json goes with --list")
    if not options.reviewer:
        if not (options.list or options.robot or options.from_csv):
            made.error("--reviewer PSEUDONYM is needed: it stands in the decision")
        options.reviewer = "robot"
    return options


class Inbox:
    """The tasks that were read, without those that have ended. Decisions, labels and tasks may come in any order."""

    def __init__(self, tags: "list[tuple[str, str]]", reviewer: "Optional[str]" = None):
        self._tags = tags
        self._reviewer = reviewer
        self._answered: "set[str]" = set()
        self._tasks: "dict[tuple, dict[str, Any]]" = {}
        self._ended: "set[tuple]" = set()
        self._offered: "set[tuple]" = set()

    def take(self, record: Any) -> None:
        if record.topic == "decisions":
            if record.value["status"] in TERMINAL:
                self._end(_place(record.value))
        elif record.topic == "feedback":
            self._end((record.value.get("taskId"),))
        elif record.topic == "audit":
            if record.value["kind"] == "VERDICT_HEARD" and record.value["actor"] == self._reviewer:
                self._answered.add(record.value["details"].get("task"))
        elif record.value["requestId"].startswith(DRILL):
            pass  # Nobody waits for an answer to what a drill asks.
        elif tagged(record.value, self._tags) and _of(record.value) not in self._ended:
            self._tasks[_of(record.value)] = record.value

    def _end(self, task: tuple) -> None:
        self._ended.add(task)
        self._tasks.pop(task, None)

    def open(self) -> "list[dict[str, Any]]":
        """The most urgent first."""
        now = datetime.datetime.now(datetime.timezone.utc)
        tasks = [task for task in self._tasks.values() if task["finishBy"] > now and task["taskId"] not in self._answered]
        return sorted(tasks, key=lambda task: (task["priority"], task["takeBy"], task["taskId"]))

    def stream(self, reader: Any, deadline: float) -> "Iterator[dict[str, Any]]":
        """Each open task once; looks for news between two of them, and at the end waits until the deadline."""
        while True:
            task = next((task for task in self.open() if _of(task) not in self._offered), None)
            if task is not None:
                self._offered.add(_of(task))
                yield task
            elif time.monotonic() >= deadline:
                return
            # A moment is enough to take what has come; with nothing to offer there is time.
            for record in reader.until(time.monotonic() + 0.01 if task else min(deadline, time.monotonic() + 0.5)):
                self.take(record)


def _of(task: "dict[str, Any]") -> tuple:
    """What ends a task: the decision on its request, or its own label where it stands beside a decision."""
    return (task["taskId"],) if task.get("decisionId") else _place(task)


def _place(value: "dict[str, Any]") -> tuple:
    """The request as it was read once; its id alone may be used again long after its first answer."""
    source = value["source"]
    return value["requestId"], source["topic"], source["partition"], source["offset"]


def verdict(task: "dict[str, Any]", label: str, reviewer: str, comment: "Optional[str]" = None) -> "dict[str, Any]":
    """The digest repeats what was shown: a verdict cannot be applied to anything else."""
    decided = label != CANNOT_DECIDE
    return {
        "taskId": task["taskId"],
        "requestId": task["requestId"],
        "digest": task["digest"],
        "kind": "ANSWER" if decided else CANNOT_DECIDE,
        "label": label if decided else None,
        "reviewer": reviewer,
        "comment": comment,
        "decidedAt": datetime.datetime.now(datetime.timezone.utc),
    }


def robot(options: argparse.Namespace) -> Answer:
    if options.from_csv:
        truth = labels(options.from_csv)
        return lambda task: (checked(task, truth[row]) if (row := task["tags"].get(ROW_TAG)) in truth else None, None)
    if options.robot:
        return lambda task: (checked(task, options.robot), None)
    return ask


def labels(file: Path) -> "dict[str, str]":
    try:
        with open(file, newline="", encoding="utf-8") as lines:
            return {line["row"]: line["Status"] for line in csv.DictReader(lines)}
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise Problem(f"{file} cannot be used: {error}", "Name a CSV file with the columns row and Status.") from error


def checked(task: "dict[str, Any]", label: str) -> str:
    if label != CANNOT_DECIDE and label not in task["labels"]:
        raise Problem(
            f"Task {task['taskId']} does not offer the label '{label}'; the processor would refuse the verdict.",
            f"Answer with one of: {', '.join(task['labels'])}, {CANNOT_DECIDE}; --tag leaves out other tasks.",
            WRONG,
        )
    return label


def ask(task: "dict[str, Any]") -> "tuple[Optional[str], Optional[str]]":
    """Shows the task and asks a person."""
    say("\n" + described(task))
    choices = {str(number): label for number, label in enumerate(task["labels"], start=1)}
    offer = ", ".join(f"{number} {label}" for number, label in choices.items())
    try:
        while True:
            said = input_line(f"{offer}, ? cannot decide, s skip, q quit > ")
            if said == "q":
                raise Stop
            if said == "s":
                return None, None
            label = CANNOT_DECIDE if said == "?" else choices.get(said, said)
            if label == CANNOT_DECIDE or label in task["labels"]:
                return label, input_line("comment (or return) > ") or None
            say(f"'{said}' is none of these.")
    except EOFError:
        raise Stop from None


def input_line(prompt: str) -> str:
    # input() would write the prompt to standard output, which is for data.
    print(prompt, end="", file=sys.stderr, flush=True)
    return input().strip()


def shown(task: "dict[str, Any]") -> "dict[str, Any]":
    """A task without what a blind one keeps from its reviewer."""
    return {name: value for name, value in task.items() if name != "sealed"}


def described(task: "dict[str, Any]") -> str:
    lines = [
        f"{task['requestId']}   ({task['domain']}, take by {clock(task['takeBy'])}, finish by {clock(task['finishBy'])})",
        f"  {task['rationale']}",
    ]
    if task.get("reviewers", 1) > 1:
        lines.append(f"  {task['reviewers']} reviewers must give the same answer.")
    lines += [f"    {name:<16} {'missing' if value is None else value}" for name, value in sorted(task["features"].items())]
    for attempt in [] if task["blind"] else task["attempts"]:
        sure = "" if attempt["confidence"] is None else f" {attempt['label']} at {attempt['confidence']:.3f}"
        lines.append(f"  {attempt['tier']}:{sure} {attempt['reason'] or ''}")
    if task["blind"]:
        lines.append("  What others answered is hidden until you have answered.")
    else:
        timeout = task["onTimeout"]
        lines.append(f"  Without an answer it becomes: {timeout['label'] or 'REJECTED'} ({timeout['tier']})")
    return "\n".join(lines)


def row(task: "dict[str, Any]") -> str:
    return f"{task['requestId']:<24} {task['domain']:<10} {clock(task['finishBy'])}  {task['rationale']}"


def clock(at: datetime.datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")


if __name__ == "__main__":
    finish(main)
