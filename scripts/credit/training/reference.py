"""What a model's inputs and its confidence looked like where it was made: the ``reference`` of ``model.yaml``."""

from bisect import bisect_left
from collections.abc import Sequence

BINS = 10


def features(declared: list[dict], rows: list[dict[str, str]]) -> list[dict]:
    """By feature, how the rows fall into its bins; an empty cell is a missing value."""
    counted = []
    for entry in declared:
        cells = [row[entry["name"]] for row in rows]
        if entry["kind"] == "numeric":
            counted.append({"feature": entry["name"], **numbers([float(cell) if cell else None for cell in cells])})
        elif entry["kind"] == "categorical":
            counted.append({"feature": entry["name"], **_words(entry["vocabulary"], cells)})
    return counted


def numbers(values: Sequence[float | None]) -> dict:
    """Deciles, as far as they differ, and the counts: up to each, above the last, and missing."""
    present = sorted(value for value in values if value is not None)
    cuts = [present[len(present) * part // BINS - 1] for part in range(1, BINS)]
    edges = sorted({cut for cut in cuts if cut < present[-1]}) or [present[-1]]
    counts = [0] * (len(edges) + 2)
    for value in present:
        counts[bisect_left(edges, value)] += 1
    counts[-1] = len(values) - len(present)
    return {"edges": [int(edge) if edge == int(edge) else edge for edge in edges], "counts": counts}


def _words(vocabulary: list[str], cells: list[str]) -> dict:
    seen = [word for word in vocabulary if word in cells]
    counts = [cells.count(word) for word in seen]
    missing = cells.count("")
    return {"categories": seen, "counts": [*counts, len(cells) - sum(counts) - missing, missing]}
