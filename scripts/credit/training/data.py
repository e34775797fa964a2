"""The credit table and its fixed split into train, calibration and stream parts."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

LABELS = ["good", "bad"]
TARGET = "Status"
PARTS = {"train": 0.5, "calibration": 0.7, "stream": 1.0}  # upper bounds of the hash, in order


@dataclass(frozen=True)
class Table:
    """The whole file. Row numbers count the data rows from 1; an empty cell is a missing value."""

    sha256: str
    header: str
    lines: list[str]
    rows: list[dict[str, str]]

    def part(self, name: str) -> list[int]:
        return [row for row in range(1, len(self.rows) + 1) if part_of(row) == name]

    def features(self, numbers: list[int]) -> list[dict[str, str]]:
        return [self.rows[number - 1] for number in numbers]

    def targets(self, numbers: list[int]) -> list[int]:
        return [LABELS.index(self.rows[number - 1][TARGET]) for number in numbers]


def read(path: Path) -> Table:
    data = path.read_bytes()
    header, *lines = data.decode("utf-8").splitlines()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    if len(rows) != len(lines):
        raise ValueError(f"{path.name}: a row that spans lines; the split needs one row a line")
    return Table(hashlib.sha256(data).hexdigest(), header, lines, rows)


def part_of(row: int) -> str:
    """A row's part hangs on its number alone, so neither seed nor library version can move a row between parts."""
    share = int.from_bytes(hashlib.sha256(f"credit:{row}".encode()).digest()[:8], "big") / 2**64
    return next(name for name, bound in PARTS.items() if share < bound or bound == 1.0)


def digest(numbers: list[int]) -> str:
    return hashlib.sha256("\n".join(map(str, numbers)).encode()).hexdigest()


def write_stream(table: Table, path: Path) -> None:
    """The original lines, untouched, each behind its row number."""
    lines = [f'"row",{table.header}'] + [f"{row},{table.lines[row - 1]}" for row in table.part("stream")]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
