"""The declared inputs of the two models, and the reference encoder for such declarations.

The declaration is what ``model.yaml`` carries: the processor encodes with it, training encodes with it, and neither
knows anything about a column that the declaration does not say.
"""

import math

import numpy as np

Row = dict[str, str | int | float | None]

# Wider than the data by a margin, and narrow enough to refuse what no application can say. 18 is the age of contract.
RANGES = {
    "Seniority": (0, 60),
    "Time": (1, 120),
    "Age": (18, 100),
    "Expenses": (0, 1000),
    "Income": (0, 5000),
    "Assets": (0, 1000000),
    "Debt": (0, 200000),
    "Amount": (50, 20000),
    "Price": (50, 50000),
}
VOCABULARIES = {
    "Home": ["rent", "owner", "priv", "ignore", "parents", "other"],
    "Marital": ["single", "married", "widow", "separated", "divorced"],
    "Records": ["no", "yes"],
    "Job": ["fixed", "partime", "freelance", "others"],
}
# Columns that the table leaves empty now and then: a catch-all category where there is one, else the most frequent.
# Every other column has no rule: an application without it is refused.
MISSING_CATEGORY = {"Home": "other", "Marital": "married", "Job": "others"}
UNSEEN_CATEGORY = {"Home": "other", "Job": "others"}
MISSING_AMOUNT = ["Income", "Assets", "Debt"]
INDICATED = ["Income", "Assets"]  # empty often enough for the fact itself to be learnt from

PRIMARY = ["Seniority", "Home", "Time", "Age", "Job", "Amount", "Price"]
SECONDARY = [
    "Seniority", "Home", "Time", "Age", "Marital", "Records", "Job",
    "Expenses", "Income", "Assets", "Debt", "Amount", "Price",
]  # fmt: skip
# The secondary network derives ratios and logarithms from these, so it gets them unscaled.
UNSCALED = ["Time", "Expenses", "Income", "Assets", "Debt", "Amount", "Price"]


def declare(names: list[str], train: list[dict[str, str]], unscaled: list[str]) -> list[dict]:
    """Inputs in the order of `names`; means, deviations and medians come from the train part alone."""
    return [_categorical(name) if name in VOCABULARIES else _numeric(name, train, unscaled) for name in names]


def _categorical(name: str) -> dict:
    declared: dict = {"name": name, "kind": "categorical", "vocabulary": VOCABULARIES[name]}
    if name in MISSING_CATEGORY:
        declared["missing"] = {"category": MISSING_CATEGORY[name]}
    if name in UNSEEN_CATEGORY:
        declared["unseen"] = {"category": UNSEEN_CATEGORY[name]}
    return declared


def _numeric(name: str, train: list[dict[str, str]], unscaled: list[str]) -> dict:
    present = np.array([float(row[name]) for row in train if row[name] != ""])
    declared: dict = {"name": name, "kind": "numeric"}
    if name not in unscaled:
        declared["scaling"] = {"mean": float(present.mean()), "standardDeviation": float(present.std())}
    declared["range"] = {"min": RANGES[name][0], "max": RANGES[name][1]}
    if name in MISSING_AMOUNT:
        declared["missing"] = {"impute": float(np.median(present))}
    if name in INDICATED:
        declared["missingIndicator"] = True
    return declared


def columns(inputs: list[dict]) -> list[str]:
    """Names of the dense tensor's columns, in order: `Home=rent`, `Income`, `Income?` (its missing indicator)."""
    names = []
    for declared in inputs:
        if declared["kind"] == "categorical":
            names += [f"{declared['name']}={category}" for category in declared["vocabulary"]]
        else:
            names += [declared["name"]] + [f"{declared['name']}?"] * declared.get("missingIndicator", False)
    return names


def encode(inputs: list[dict], rows: list[Row]) -> np.ndarray:
    """float32 [rows, columns]; computed in double, then cast. Raises ValueError where the processor refuses the row."""
    encoded = [[value for declared in inputs for value in _encode(declared, row)] for row in rows]
    return np.array(encoded, dtype=np.float64).astype(np.float32)


def _encode(declared: dict, row: Row) -> list[float]:
    name = declared["name"]
    value = row.get(name)
    missing = value is None or value == ""
    if missing and "missing" not in declared:
        raise ValueError(f"{name}: missing")
    if declared["kind"] == "categorical":
        category = declared["missing"]["category"] if missing else value
        if category not in declared["vocabulary"]:
            if "unseen" not in declared:
                raise ValueError(f"{name}: unseen category")
            category = declared["unseen"]["category"]
        return [1.0 if entry == category else 0.0 for entry in declared["vocabulary"]]
    number = float(declared["missing"]["impute"] if missing else value)
    bounds = declared.get("range", {"min": -math.inf, "max": math.inf})
    if not bounds["min"] <= number <= bounds["max"]:
        raise ValueError(f"{name}: out of range")
    scaling = declared.get("scaling", {"mean": 0.0, "standardDeviation": 1.0})
    scaled = (number - scaling["mean"]) / scaling["standardDeviation"]
    return [scaled] + [1.0 if missing else 0.0] * declared.get("missingIndicator", False)
