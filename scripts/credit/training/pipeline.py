"""From the table to two verified model packages and their report."""

import hashlib
import io
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
import torch
import yaml
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from . import data, evaluation, fitting, inputs, networks, package, reference, report

VERSION = "1.0.0"
# Chosen inside the train part, by cross-validation over settings near these; the held-out part had no say.
PRIMARY_HIDDEN = [32]
SECONDARY_HIDDEN = [64, 32]
SECONDARY_MEMBERS = 10


class Refused(Exception):
    """The models came out unfit to publish; nothing was written."""


class Part:
    """One part of the split, encoded for one model."""

    def __init__(self, table: data.Table, name: str, declared: list[dict]) -> None:
        rows = table.part(name)
        self.x = torch.from_numpy(inputs.encode(declared, table.features(rows)))
        self.y = np.array(table.targets(rows))


class Model:
    """One model's declaration, parts and, once trained, module and figures."""

    def __init__(self, table: data.Table, name: str, columns: list[str], unscaled: list[str]) -> None:
        self.name = name
        self.declared = inputs.declare(columns, table.features(table.part("train")), unscaled)
        self.train, self.calibration, self.stream = (Part(table, part, self.declared) for part in data.PARTS)
        self.module: torch.nn.Module | None = None
        self.figures: dict = {}
        self.probabilities = np.zeros((0, 2))

    def calibrate(self, module: torch.nn.Module) -> None:
        self.module = module.eval().requires_grad_(False)
        temperature = fitting.temperature(self.module(self.calibration.x).double().numpy(), self.calibration.y)
        logits = self.module(self.stream.x).numpy()
        self.figures = evaluation.figures(logits, self.stream.y, temperature)
        self.probabilities = evaluation.probabilities(logits, temperature)


def run(source: Path, output: Path, seed: int, epochs: int) -> dict:
    """Trains, verifies and writes everything; returns the report."""
    fitting.deterministic()
    table = data.read(source)
    sizes = ", ".join(f"{name} {len(table.part(name))}" for name in data.PARTS)
    print(f"Data: {len(table.rows)} applications; {sizes}")

    primary = Model(table, "credit-primary", inputs.PRIMARY, [])
    print(f"Training {primary.name} on {primary.train.x.shape[1]} columns")
    [trained] = _networks(primary.train.x, primary.train.y, PRIMARY_HIDDEN, 0.0, 2e-3, 1, seed, epochs)
    primary.calibrate(networks.Primary(trained))

    secondary = Model(table, "credit-secondary", inputs.SECONDARY, inputs.UNSCALED)
    derived = networks.Derived(inputs.columns(secondary.declared), secondary.train.x)
    wide = derived(secondary.train.x)
    print(f"Training {secondary.name} on {wide.shape[1]} columns, {SECONDARY_MEMBERS} members")
    members = _networks(wide, secondary.train.y, SECONDARY_HIDDEN, 0.4, 1e-3, SECONDARY_MEMBERS, seed, epochs)
    secondary.calibrate(networks.Secondary(derived, members))

    print("Fitting the baselines")
    models = [_line(primary.name, "primary's 7", primary.figures), _line(secondary.name, "all 13", secondary.figures)]
    models += _baselines(primary, "primary's 7", seed) + _baselines(secondary, "all 13", seed)
    for figure in ["auc", "accuracy"]:
        if secondary.figures[figure] <= primary.figures[figure]:
            raise Refused(f"the secondary's held-out {figure} is not above the primary's: {models[:2]}")

    result = _report(table, primary, secondary, models, seed, epochs)
    packages = {
        "primary": _package(primary, PRIMARY_SENTENCE, table),
        "secondary": _package(secondary, SECONDARY_SENTENCE, table),
    }
    # Only now, so that a refusal leaves the old models, report and stream as they were.
    data.write_stream(table, output / "data" / "stream.csv")
    for folder, (document, script) in packages.items():
        package.write(output / "models" / folder, document, {"model.pt": script})
    report.write(output / "models", result)
    return result


PRIMARY_SENTENCE = "Repayment of a consumer loan from the application form alone: a small network on 7 features."
SECONDARY_SENTENCE = (
    f"Repayment of a consumer loan from all 13 features: {SECONDARY_MEMBERS} averaged networks on the columns and "
    "ratios derived from them."
)


def _networks(
    x: torch.Tensor, y: np.ndarray, hidden: list[int], dropout: float, rate: float, count: int, seed: int, epochs: int
) -> list[torch.nn.Sequential]:
    held = fitting.folds(len(y), seed)
    trained = []
    for index in range(count):
        torch.manual_seed(seed * 1000 + index)
        network = networks.trainable(x.shape[1], hidden, dropout)
        loss = fitting.fit(
            network, x, torch.from_numpy(y), held[index % len(held)], epochs, seed * 1000 + index, rate, 0.05
        )
        print(f"  network {index + 1} of {count}: inner validation loss {loss:.4f}", flush=True)
        trained.append(network)
    return trained


def _baselines(model: Model, features: str, seed: int) -> list[dict]:
    """Both get the same columns; the boosted trees learn slowly from small trees, as so few rows ask for."""
    candidates = {
        "LogisticRegression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        "HistGradientBoostingClassifier": HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=100, max_leaf_nodes=8, l2_regularization=1.0, random_state=seed
        ),
    }
    lines = []
    for name, classifier in candidates.items():
        classifier.fit(model.train.x.numpy(), model.train.y)
        calibration, stream = (
            np.log(classifier.predict_proba(part.x.numpy())) for part in [model.calibration, model.stream]
        )
        temperature = fitting.temperature(calibration, model.calibration.y)
        lines.append(_line(name, features, evaluation.figures(stream, model.stream.y, temperature)))
    return lines


def _line(name: str, features: str, figures: dict) -> dict:
    return {"name": name, "features": features, **figures}


def _report(table: data.Table, primary: Model, secondary: Model, models: list[dict], seed: int, epochs: int) -> dict:
    targets = primary.stream.y
    return {
        "dataSha256": table.sha256,
        "split": {
            part: {"rows": len(table.part(part)), "sha256": data.digest(table.part(part))} for part in data.PARTS
        },
        "seed": seed,
        "epochs": epochs,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__.split("+")[0],
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "credit-primary": VERSION,
            "credit-secondary": VERSION,
        },
        "goodShare": float((targets == 0).mean()),
        "models": models,
        "gain": evaluation.auc_gain(primary.probabilities, secondary.probabilities, targets, seed),
        "primaryByThreshold": evaluation.by_threshold(primary.probabilities, targets),
        "secondaryByThreshold": evaluation.by_threshold(secondary.probabilities, targets),
        "afterDeferral": evaluation.after_deferral(primary.probabilities, secondary.probabilities, targets),
    }


def _package(model: Model, sentence: str, table: data.Table) -> tuple[dict, bytes]:
    script = package.torch_script(torch.jit.script(model.module))
    reloaded = torch.jit.load(io.BytesIO(script))
    for rows in [1, 2, len(model.stream.x)]:
        gap = (reloaded(model.stream.x[:rows]) - model.module(model.stream.x[:rows])).abs().max().item()
        if not gap <= 1e-5:
            raise Refused(f"{model.name}: the exported module differs by {gap} from the trained one on {rows} rows")
    document = {
        "name": model.name,
        "version": VERSION,
        "description": sentence,
        "owner": "credit-risk",
        "licence": "Apache-2.0",
        "trainingData": package.Block(
            name="credit_data, train part", sha256=package.Digest(table.sha256), rows=len(model.train.y)
        ),
        "inputs": model.declared,
        "output": {"kind": "logits", "labels": data.LABELS, "temperature": model.figures["temperature"]},
        "golden": [_golden(features, model, reloaded) for features in _examples(table, model.declared)],
        "reference": package.Block(
            features=reference.features(model.declared, table.features(table.part("train"))),
            confidence=reference.numbers(_confidences(model, reloaded)),
        ),
    }
    return document, script


def _confidences(model: Model, reloaded: torch.jit.ScriptModule) -> list[float]:
    """On the calibration part: on its own training rows a network is surer than it will ever be again."""
    logits = reloaded(model.calibration.x).double().numpy()
    surest = evaluation.probabilities(logits, model.figures["temperature"]).max(axis=1)
    return [round(float(p), 4) for p in surest]


def _examples(table: data.Table, declared: list[dict]) -> list[dict]:
    """Held-out applications: two as they are, one with everything missing that may be, one with unseen categories."""
    rows = table.features(table.part("stream"))
    complete = [row for row in rows if all(row.values())]
    chosen = [
        next(row for row in complete if row[data.TARGET] == "good"),
        next(row for row in complete if row[data.TARGET] == "bad"),
        complete[2],
        complete[3],
    ]
    examples = [
        {
            name: row[name] if name in inputs.VOCABULARIES else int(row[name])
            for name in (entry["name"] for entry in declared)
        }
        for row in chosen
    ]
    for entry in declared:
        if "missing" in entry:
            examples[2][entry["name"]] = None
        if "unseen" in entry:
            examples[3][entry["name"]] = "never-seen"
    return examples


def _golden(features: dict, model: Model, reloaded: torch.jit.ScriptModule) -> dict:
    logits = reloaded(torch.from_numpy(inputs.encode(model.declared, [features]))).numpy()
    return package.golden(
        features, evaluation.probabilities(logits, model.figures["temperature"])[0].tolist(), data.LABELS
    )


def verify_packages(models: Path) -> list[str]:
    """Sentences on packages on disk: wrong digests, and golden rows that their model does not reproduce."""
    found = []
    for folder in [models / "primary", models / "secondary"]:
        document = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
        for listed in document["files"]:
            if hashlib.sha256((folder / listed["path"]).read_bytes()).hexdigest() != listed["sha256"]:
                found.append(f"{folder.name}/{listed['path']}: not the file that model.yaml names")
        if found:
            continue
        module = torch.jit.load(folder / "model.pt")
        for row in document["golden"]:
            logits = module(torch.from_numpy(inputs.encode(document["inputs"], [row["features"]]))).detach().numpy()
            [scores] = evaluation.probabilities(logits, document["output"]["temperature"])
            expected = [row["scores"][label] for label in document["output"]["labels"]]
            if np.abs(scores - expected).max() > row["tolerance"]:
                found.append(f"{folder.name}: golden row {row['features']} gives {scores.tolist()}")
    return found
