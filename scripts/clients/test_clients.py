"""The clients against a running processor: one story is played once, then each test looks at one side of it.

Needs a processor with the credit policy; scripts/clients/check starts one.
"""

import json
import subprocess
import sys
import time
import uuid
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import review
import wire
from common import STREAM

CLIENTS = Path(__file__).resolve().parent
PATIENCE = 60
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass
class Story:
    """What was sent and what came of it."""

    run: str
    sent: "dict[str, tuple[int, int]]" = field(default_factory=dict)
    applications: "list[str]" = field(default_factory=list)
    tasks: "dict[str, wire.Record]" = field(default_factory=dict)
    misrouted: str = ""
    wrong_partition: int = -1
    records: "list[dict[str, Any]]" = field(default_factory=list)
    verdicts: "list[wire.Record]" = field(default_factory=list)
    dead_letters: "list[wire.Record]" = field(default_factory=list)

    def id(self, case: str) -> str:
        return f"{self.run}-{case}"

    def decisions(self, request_id: str) -> "list[dict[str, Any]]":
        return [one["decision"] for one in self.records if one["decision"]["requestId"] == request_id]

    def answer(self, request_id: str) -> "dict[str, Any]":
        return next(one for one in self.decisions(request_id) if one["status"] in review.TERMINAL)


def client(options: Namespace, script: str, *arguments: str, said: str = "") -> str:
    """Runs a client as a user would; its standard output."""
    command = [
        sys.executable, str(CLIENTS / script),
        "--bootstrap", options.bootstrap, "--registry", options.registry, "--prefix", options.prefix, *arguments,
    ]  # fmt: skip
    done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=PATIENCE + 30)
    assert done.returncode == 0, f"{script} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def places(output: str) -> "dict[str, tuple[int, int]]":
    rows = (line.split("\t") for line in output.splitlines())
    return {key: (int(partition), int(offset)) for key, partition, offset in rows}


@pytest.fixture(scope="session")
def story(options: Namespace) -> Story:
    run = f"t{uuid.uuid4().hex[:6]}"
    story = Story(run)
    tag = ("--tag", f"run={run}")
    send(options, story, tag)
    wait_for_people(options, story)
    answer(options, story, tag)
    ending = [key for key in story.sent if key != story.id("unknown-domain")]
    client(options, "consume.py", *tag, "--until-final", str(len(ending)), "--timeout", str(PATIENCE))
    # What should not be there, such as a second decision, would come right after the first.
    story.records = [
        json.loads(line) for line in client(options, "consume.py", *tag, "--timeout", "3", "--json").splitlines()
    ]
    with wire.Reader(options, wire.Registry(options), "verdicts", "dead-letters") as reader:
        for record in reader.rest():
            if record.key.startswith(run):
                (story.verdicts if record.topic == "verdicts" else story.dead_letters).append(record)
    return story


def send(options: Namespace, story: Story, tag: "tuple[str, str]") -> None:
    from_csv = ("--from-csv", str(STREAM), "--id-prefix", f"{story.run}-", "--register", "--header", f"traceparent={TRACE}")
    story.sent.update(places(client(options, "produce.py", *from_csv, *tag, "--limit", str(options.applications))))
    story.applications = list(story.sent)
    broken = {"Amount": "a lot", "Age": True, "Home": 7, "Seniority": None, "Job": [1.0, 2.0]}
    good = {"Age": 40, "Amount": 1000.0, "Home": "owner"}
    cases: "list[dict[str, Any]]" = [
        {"requestId": story.id(case), "domain": "credit", "features": broken, "onReview": wish, "tags": {"case": case}}
        for case, wish in (("wrong-types", "WAIT"), ("provisional", "PROVISIONAL"), ("reject", "REJECT"))
    ]
    cases.append({"requestId": story.id("unknown-domain"), "domain": f"none-{story.run}", "features": good})
    lines = "\n".join(json.dumps(case) for case in cases)
    story.sent.update(places(client(options, "produce.py", *tag, said=lines)))
    # The same ids once more: they must not be answered again.
    client(options, "produce.py", *from_csv, *tag, "--limit", "3")


def wait_for_people(options: Namespace, story: Story) -> None:
    """Until each request is decided, set aside, or before a person."""
    waited_for = set(story.sent)
    with wire.Reader(options, wire.Registry(options), "decisions", "reviews", "dead-letters") as reader:
        for record in reader.until(time.monotonic() + PATIENCE):
            if record.topic == "reviews" and record.key in story.sent:
                story.tasks[record.key] = record
            if record.topic != "decisions" or record.value["status"] in review.TERMINAL:
                waited_for.discard(record.key)
            if not waited_for:
                return
    pytest.fail(f"after {PATIENCE} s nothing is known of {sorted(waited_for)}")


def answer(options: Namespace, story: Story, tag: "tuple[str, str]") -> None:
    """One verdict goes to the wrong partition, a robot answers applications by the true label, a person the rest."""
    unsure = [key for key in story.applications if key in story.tasks]
    assert len(unsure) >= 2, "too few applications need a person; send more with --applications"
    task = story.tasks[unsure[0]]
    writer = wire.Writer(options, wire.Registry(options), "verdicts", register=True)
    story.misrouted, story.wrong_partition = task.key, (task.partition + 1) % writer.partitions
    verdict = review.verdict(task.value, "good", "reviewer-elsewhere")
    writer.send(task.key, verdict, partition=story.wrong_partition)
    writer.flush()
    client(options, "consume.py", *tag, "--until-final", str(len(story.sent) - len(story.tasks)), "--timeout", "30")
    truth = ("--from-csv", str(STREAM), "--reviewer", "robot-7", "--timeout", "30")
    client(options, "review.py", *tag, *truth, "--max", str(len(unsure) - 1))
    person = ("--reviewer", "reviewer-1", "--tag")
    client(options, "review.py", *tag, *person, "case=wrong-types", said="maybe\n2\nthe form is broken\n")
    client(options, "review.py", *tag, *person, "case=provisional", said="?\n\n")


def test_every_request_has_exactly_one_terminal_decision(story: Story) -> None:
    ends = Counter(
        one["decision"]["requestId"] for one in story.records if one["decision"]["status"] in review.TERMINAL
    )
    assert ends == Counter({key: 1 for key in story.sent if key != story.id("unknown-domain")})


def test_every_decision_carries_the_lineage_of_its_record(story: Story, options: Namespace) -> None:
    for one in story.records:
        decision, headers = one["decision"], one["headers"]
        partition, offset = story.sent[decision["requestId"]]
        models = [attempt["model"] for attempt in decision["attempts"] if attempt["model"]]
        expected = {
            "backstop-schema": "dev.backstop.v1.Decision",
            "backstop-request-id": decision["requestId"],
            "backstop-status": decision["status"],
            "backstop-tier": decision["tier"],
            "backstop-tier-path": ">".join(f"{a['tier']}:{a['reason'] or 'OK'}" for a in decision["attempts"]),
            "backstop-degraded": str(decision["degraded"]).lower(),
            "backstop-policy": lineage(decision["policy"]),
            "backstop-source": f"{options.prefix}requests-{partition}-{offset}",
            "ce_specversion": "1.0",
            "ce_type": "dev.backstop.v1.Decision",
            "ce_id": decision["decisionId"],
            "ce_subject": decision["requestId"],
        }
        if decision["reason"]:
            expected["backstop-reason"] = decision["reason"]
        if decision["degradationLevel"]:
            expected["backstop-degradation-level"] = decision["degradationLevel"]
        if models:
            expected["backstop-model"] = lineage(models[-1])
        if decision["requestId"] in story.applications:
            expected["traceparent"] = TRACE
        assert {name: value for name, value in headers.items() if name not in ("ce_source", "ce_time")} == expected
        assert headers["ce_source"].startswith("/backstop/")
        assert one["key"] == decision["requestId"]
        assert one["place"]["partition"] == partition, "the key's partition is the same on every topic"
        assert {"policy", "attempts", "source"} <= decision.keys() and decision["attempts"]


def lineage(ref: "dict[str, str]") -> str:
    return f"{ref['name']}@{ref['version']}#{ref['sha256'][:8]}"


def test_a_robot_answers_unsure_applications_with_their_true_label(story: Story) -> None:
    truth = review.labels(STREAM)
    unsure = [key for key in story.applications if key in story.tasks and key != story.misrouted]
    for key in unsure:
        decision = story.answer(key)
        assert decision["tierKind"] == "HUMAN" and decision["status"] == "FINAL" and not decision["degraded"]
        assert decision["reviewer"] == "robot-7"
        assert decision["label"] == truth[decision["tags"]["row"]]
    for key in set(story.applications) - story.tasks.keys():
        assert story.answer(key)["reviewer"] is None and story.answer(key)["tierKind"] != "HUMAN"


def test_wrong_types_reach_a_person_with_the_reason(story: Story) -> None:
    task = story.tasks[story.id("wrong-types")].value
    assert [attempt["reason"] for attempt in task["attempts"]] == ["INVALID_INPUT", "INVALID_INPUT"]
    # What the serializer made of Python's types is what the reviewer sees.
    assert task["features"] == {"Amount": "a lot", "Age": True, "Home": 7, "Seniority": None, "Job": [1.0, 2.0]}
    assert isinstance(task["features"]["Home"], int)
    decision = story.answer(story.id("wrong-types"))
    assert (decision["status"], decision["tierKind"], decision["label"]) == ("FINAL", "HUMAN", "bad")
    assert (decision["reviewer"], decision["reason"], decision["degraded"]) == ("reviewer-1", "INVALID_INPUT", False)


def test_a_person_who_cannot_decide_hands_on_to_the_declared_answer(story: Story) -> None:
    decision = story.answer(story.id("provisional"))
    assert decision["tierKind"] == "DEFAULT" and decision["degraded"]
    assert decision["reviewer"] == "reviewer-1" and decision["notice"] is not None
    comments = {record.value["comment"] for record in story.verdicts if record.value["reviewer"] == "reviewer-1"}
    assert comments == {"the form is broken", None}


def test_a_provisional_decision_is_superseded_by_the_final_one(story: Story) -> None:
    first, last = story.decisions(story.id("provisional"))
    assert [first["status"], last["status"]] == ["PROVISIONAL", "FINAL"]
    assert last["supersedes"] == first["decisionId"]
    assert first["expectedBy"] is not None


def test_a_request_that_wants_no_person_is_rejected(story: Story) -> None:
    decision = story.answer(story.id("reject"))
    assert decision["status"] == "REJECTED" and decision["label"] is None
    assert story.id("reject") not in story.tasks


def test_an_unknown_domain_is_set_aside_with_its_bytes(story: Story, options: Namespace) -> None:
    key = story.id("unknown-domain")
    assert story.decisions(key) == []
    (letter,) = [record.value for record in story.dead_letters if record.key == key]
    assert letter["cause"] == "UNKNOWN_DOMAIN"
    partition, offset = story.sent[key]
    assert letter["source"] == {"topic": f"{options.prefix}requests", "partition": partition, "offset": offset}
    assert letter["key"] == key.encode() and f"none-{story.run}".encode() in letter["value"]
    assert not letter["truncated"] and letter["valueSize"] == len(letter["value"])


def test_a_verdict_on_the_wrong_partition_still_finds_its_task(story: Story) -> None:
    decision = story.answer(story.misrouted)
    assert (decision["tierKind"], decision["reviewer"], decision["label"]) == ("HUMAN", "reviewer-elsewhere", "good")
    right = story.tasks[story.misrouted].partition
    trail = {record.partition: record.headers for record in story.verdicts if record.key == story.misrouted}
    assert trail.keys() == {right, story.wrong_partition}
    assert trail[right].get("backstop-rerouted") == "true" and not trail[story.wrong_partition]


def test_nothing_else_was_set_aside(story: Story) -> None:
    assert [record.key for record in story.dead_letters] == [story.id("unknown-domain")]


def test_leaves_what_a_drill_asks():
    inbox = review.Inbox([])
    soon = review.datetime.datetime.now(review.datetime.timezone.utc) + review.datetime.timedelta(minutes=1)
    for number, request_id in enumerate(["backstop-drill/run/1", "real"]):
        place = {"topic": "requests", "partition": 0, "offset": number}
        task = {
            "taskId": request_id, "requestId": request_id, "source": place, "tags": {}, "priority": 0,
            "takeBy": soon, "finishBy": soon,
        }  # fmt: skip
        inbox.take(Namespace(topic="reviews", value=task))
    assert [task["requestId"] for task in inbox.open()] == ["real"]
