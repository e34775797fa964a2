"""Reading and writing Backstop's topics with nothing but Confluent's client. Every wait is bounded."""

import logging
import time
import uuid
from argparse import Namespace
from dataclasses import dataclass
from typing import Any, Iterator, Optional
from urllib.parse import urlsplit

import httpx
from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext, SerializationError

from common import UNREACHABLE, Problem

PATIENCE = 10  # seconds for one answer of the broker or the registry
CONTRACTS = {
    "requests": "PredictionRequest",
    "decisions": "Decision",
    "reviews": "ReviewTask",
    "verdicts": "ReviewVerdict",
    "dead-letters": "DeadLetter",
    "audit": "AuditEvent",
    "feedback": "LabelledExample",
}

# librdkafka writes every failed connection to standard error; what matters comes back as an error as well.
_SILENT = logging.getLogger("librdkafka")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True)
class Record:
    """A record as a reader sees it; `topic` is the name without its prefix."""

    topic: str
    partition: int
    offset: int
    key: str
    headers: "dict[str, str]"
    value: "dict[str, Any]"


class Registry:
    """The schema registry, through its Confluent-compatible API."""

    def __init__(self, options: Namespace):
        plain = urlsplit(options.registry).path in ("", "/")
        self.url = options.registry.rstrip("/") + ("/apis/ccompat/v7" if plain else "")
        self._options = options
        self._client = SchemaRegistryClient({"url": self.url, "timeout": PATIENCE, "max.retries": 1})

    def serializer(self, topic: str, register: bool) -> AvroSerializer:
        """Writes the topic's contract, which must be registered already unless it may be registered now."""
        contract, subject = self.contract(topic), f"{self._options.prefix}{topic}-value"
        if not register:
            # The serializer would ask with the first record; a reviewer should hear of it before answering.
            with self.problems(subject):
                self._client.lookup_schema(subject, Schema(contract, "AVRO"), normalize_schemas=True)
        settings = {
            "auto.register.schemas": register,
            # Without it a schema is another one as soon as its text differs by a blank, and gets a version of its own.
            "normalize.schemas": True,
            # The client's default asks for associations first, which only Confluent's own registry knows.
            "subject.name.strategy.type": "TOPIC",
            # A misspelt field would else be dropped, and its default written.
            "validate.strict.allow.default": True,
        }
        return AvroSerializer(self._client, contract, conf=settings)

    def deserializer(self, topic: str) -> AvroDeserializer:
        """Reads by the contract this client knows, so a symbol added later arrives as UNKNOWN, not as an error."""
        return AvroDeserializer(self._client, self.contract(topic), conf={"subject.name.strategy.type": "TOPIC"})

    def contract(self, topic: str) -> str:
        file = self._options.schemas / f"{CONTRACTS[topic]}.avsc"
        if file.is_file():
            return file.read_text(encoding="utf-8")
        subject = f"{self._options.prefix}{topic}-value"
        with self.problems(subject):
            return self._client.get_latest_version(subject).schema.schema_str

    def problems(self, subject: str) -> "_RegistryProblems":
        return _RegistryProblems(self.url, subject)


class _RegistryProblems:
    """Turns the registry client's exceptions into problems with a remedy."""

    def __init__(self, url: str, subject: str):
        self._url, self._subject = url, subject

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        if isinstance(error, SchemaRegistryError) and error.http_status_code == 404:
            raise Problem(
                f"The registry at {self._url} does not have this client's schema under '{self._subject}'.",
                "Register all schemas once with 'scripts/backstop schemas register', or this one with --register where you may; "
                "if it should be there, check --registry and --prefix.",
            ) from error
        if isinstance(error, SchemaRegistryError):
            raise Problem(
                f"The registry at {self._url} refuses '{self._subject}': {error.error_message}",
                "Compare the schema registered there with schemas/released/; it must stay backward compatible.",
            ) from error
        if isinstance(error, (httpx.TransportError, httpx.InvalidURL)):
            raise Problem(
                f"No schema registry answers at {self._url} ({type(error).__name__}).",
                "Start it, or name it by --registry or BACKSTOP_REGISTRY_URL.",
                UNREACHABLE,
            ) from error


class Writer:
    """Writes records of one topic; a record's key is the request id in UTF-8."""

    def __init__(self, options: Namespace, registry: Registry, topic: str, register: bool = False):
        self._options, self._registry = options, registry
        self._topic = options.prefix + topic
        self._subject = f"{self._topic}-value"
        self._serializer = registry.serializer(topic, register)
        self._failures: "list[KafkaError]" = []
        self._places: "dict[str, tuple[int, int]]" = {}
        self._producer = Producer(
            {
                "bootstrap.servers": options.bootstrap,
                # librdkafka's default is another hash than Java's: without this, keys land on other partitions
                # than those of the processor's own records.
                "partitioner": "murmur2_random",
                "enable.idempotence": True,
                "delivery.timeout.ms": PATIENCE * 1000,
                **dict(options.kafka),
            },
            logger=_SILENT,
        )
        self.partitions = partitions(self._producer, options, self._topic)

    def send(
        self,
        key: str,
        value: "dict[str, Any]",
        partition: int = -1,
        headers: "Optional[dict[str, str]]" = None,
    ) -> None:
        context = SerializationContext(self._topic, MessageField.VALUE)
        with self._registry.problems(self._subject):
            try:
                data = self._serializer(value, context)
            except (ValueError, TypeError) as error:
                raise Problem(
                    f"Record '{key}' does not fit its schema: {error}",
                    "Compare it with schemas/released/2; numbers, texts, true, false, null and lists of numbers may be features.",
                ) from error
        while True:
            try:
                self._producer.produce(
                    self._topic, key=key.encode("utf-8"), value=data, partition=partition,
                    headers=headers, on_delivery=self._delivered,
                )
                self._producer.poll(0)
                return
            except BufferError:
                self._producer.poll(1)

    def flush(self) -> "dict[str, tuple[int, int]]":
        """Waits for the broker's answers; partition and offset by key, or a problem if one record was not taken."""
        left = self._producer.flush(PATIENCE + 5)
        if left or self._failures:
            why = self._failures[0].str() if self._failures else "no answer"
            raise Problem(
                f"{left + len(self._failures)} records did not reach {self._topic}: {why}",
                "Check the broker and this client's rights, then send those records again; "
                "a request id that did arrive is not answered twice.",
                UNREACHABLE,
            )
        return self._places

    def _delivered(self, error: Optional[KafkaError], message: Message) -> None:
        if error is not None:
            self._failures.append(error)
        else:
            self._places[message.key().decode("utf-8")] = (message.partition(), message.offset())


class Reader:
    """Reads whole topics from their beginning. It joins no group and commits nothing, so any number of readers see
    everything."""

    def __init__(self, options: Namespace, registry: Registry, *topics: str):
        self._options, self._registry = options, registry
        self._deserializers = {options.prefix + topic: registry.deserializer(topic) for topic in topics}
        self._consumer = Consumer(
            {
                "bootstrap.servers": options.bootstrap,
                # librdkafka wants a name even where no group is joined.
                "group.id": f"backstop-client-{uuid.uuid4().hex[:8]}",
                "enable.auto.commit": False,
                # The default of librdkafka, but not of Java: a decision counts once its transaction is committed.
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                **dict(options.kafka),
            },
            logger=_SILENT,
        )
        places = [
            TopicPartition(topic, partition, OFFSET_BEGINNING)
            for topic in self._deserializers
            for partition in range(partitions(self._consumer, options, topic))
        ]
        self._ahead = {(place.topic, place.partition) for place in places}
        self._consumer.assign(places)

    def rest(self, patience: float = 60) -> "Iterator[Record]":
        """What there is now: ends when every partition has been read to its end."""
        deadline = time.monotonic() + patience
        while self._ahead:
            if time.monotonic() > deadline:
                raise Problem(
                    f"{len(self._ahead)} partitions were not read to their end within {patience:.0f} s.",
                    "See whether the broker keeps up, or whether a transaction hangs (kafka-transactions.sh find-hanging).",
                    UNREACHABLE,
                )
            yield from self._next(0.5)

    def until(self, deadline: float) -> "Iterator[Record]":
        """What there is and what comes, up to a point of `time.monotonic()`."""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return
            yield from self._next(min(left, 0.5))

    def close(self) -> None:
        self._consumer.close()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *ignored: Any) -> None:
        self.close()

    def _next(self, patience: float) -> "Iterator[Record]":
        message = self._consumer.poll(patience)
        if message is None:
            return
        error = message.error()
        if error is None:
            yield self._record(message)
        elif error.code() == KafkaError._PARTITION_EOF:
            self._ahead.discard((message.topic(), message.partition()))
        elif not error.retriable() and error.code() != KafkaError._ALL_BROKERS_DOWN:
            raise Problem(
                f"{message.topic() or 'The broker'} cannot be read: {error.str()}",
                "Check the topic and this client's rights.",
                UNREACHABLE,
            )

    def _record(self, message: Message) -> Record:
        topic = message.topic()
        context = SerializationContext(topic, MessageField.VALUE)
        try:
            with self._registry.problems(f"{topic}-value"):
                value = self._deserializers[topic](message.value(), context)
        except (SerializationError, ValueError, TypeError, EOFError) as error:
            raise Problem(
                f"{topic}-{message.partition()}-{message.offset()} cannot be decoded: {error}",
                "See that --registry is the one the writer uses, and that --schemas is not older than the record.",
            ) from error
        headers = {name: (data or b"").decode("utf-8") for name, data in message.headers() or []}
        key = (message.key() or b"").decode("utf-8", "replace")
        return Record(
            topic[len(self._options.prefix) :], message.partition(), message.offset(), key, headers, value
        )


def partitions(client: Any, options: Namespace, topic: str) -> int:
    """How many partitions a topic has. All topics are listed, as to ask for one by name may create it."""
    try:
        found = client.list_topics(timeout=PATIENCE).topics
    except KafkaException as error:
        raise Problem(
            f"No broker answers at {options.bootstrap} ({error.args[0].str()}).",
            "Start it, or name it by --bootstrap or BACKSTOP_KAFKA_BOOTSTRAP_SERVERS.",
            UNREACHABLE,
        ) from error
    if topic not in found:
        raise Problem(
            f"The broker at {options.bootstrap} has no topic '{topic}'.",
            "Make the topics with 'scripts/backstop topics create', or name their prefix by --prefix.",
        )
    return len(found[topic].partitions)
