"""The held-out figures: for people (REPORT.md), for machines (report.json), and compared with an earlier run."""

import json
from pathlib import Path

TOLERANCE = 0.01  # other processors round differently, and early stopping magnifies it
COMPARED = ["auc", "accuracy", "ece", "eceBeforeTemperature"]


def write(folder: Path, report: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8", newline="\n")
    (folder / "REPORT.md").write_text(text(report), encoding="utf-8", newline="\n")


def text(report: dict) -> str:
    split, gain = report["split"], report["gain"]
    lines = [
        "# The credit models on rows they have not seen",
        f"Written by `scripts/train_models.py` (seed {report['seed']}); `scripts/train_models.py --check` repeats it.",
        "",
        f"Rows: {split['train']['rows']} for fitting, {split['calibration']['rows']} for the temperature alone, "
        f"{split['stream']['rows']} held out (`../data/stream.csv`).",
        "Every figure is on the held-out rows. Expected calibration error: 10 equal-width bins (lo, hi] over the",
        "largest probability, after and before the temperature. The baselines were fitted on the same rows and the",
        "same encoded columns, and given a temperature in the same way.",
        "",
        "| model | features | AUC | accuracy | calibration error | before temperature | temperature |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {model['name']} | {model['features']} | {model['auc']:.4f} | {model['accuracy']:.4f} | {model['ece']:.4f} "
        f"| {model['eceBeforeTemperature']:.4f} | {model['temperature']:.3f} |"
        for model in report["models"]
    ]
    lines += [
        "",
        f"The secondary's AUC is {gain['auc']:.4f} above the primary's (95 % paired bootstrap {gain['low']:.4f} to "
        f"{gain['high']:.4f}).",
        f"{report['goodShare']:.4f} of the held-out rows are `good`: the accuracy of always saying so.",
        "",
        "## Coverage and accuracy by confidence threshold",
        "Coverage is the share of rows whose confidence reaches the threshold, accuracy is over those rows.",
        "",
        "| threshold | primary coverage | primary accuracy | secondary coverage | secondary accuracy |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {a['threshold']} | {a['coverage']:.4f} | {_figure(a['accuracy'])} | {b['coverage']:.4f} "
        f"| {_figure(b['accuracy'])} |"
        for a, b in zip(report["primaryByThreshold"], report["secondaryByThreshold"], strict=True)
    ]
    lines += [
        "",
        "## What the secondary makes of the rows that the primary hands on",
        "Both tiers with the same threshold. Shares are of all held-out rows.",
        "",
        "| threshold | handed on | primary right on them | secondary right on them | secondary accepts "
        "| right on those | left for people |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {line['threshold']} | {line['deferred']:.4f} | {_figure(line['primaryAccuracy'])} "
        f"| {_figure(line['secondaryAccuracy'])} | {line['secondaryAccepts']:.4f} "
        f"| {_figure(line['secondaryAcceptedAccuracy'])} | {line['leftForPeople']:.4f} |"
        for line in report["afterDeferral"]
    ]
    lines += [
        "",
        "## Limits",
        "The rows are one small public table: good for showing the machinery, not for lending.",
        "Age and marital status are inputs because the table has them; in many places a lender may not use them.",
        "",
    ]
    return "\n".join(lines)


def differences(committed: dict, repeated: dict) -> list[str]:
    """Sentences on what a repeated run does not reproduce; empty when all is well."""
    found = []
    for key in ["dataSha256", "split", "seed", "epochs"]:
        if committed[key] != repeated[key]:
            found.append(f"{key}: the report says {committed[key]}, this run {repeated[key]}")
    then = {(model["name"], model["features"]): model for model in committed["models"]}
    now = {(model["name"], model["features"]): model for model in repeated["models"]}
    if then.keys() != now.keys():
        found.append(f"models: the report has {sorted(then)}, this run {sorted(now)}")
    for key in then.keys() & now.keys():
        for figure in COMPARED:
            gap = abs(then[key][figure] - now[key][figure])
            if gap > TOLERANCE:
                found.append(
                    f"{key[0]} ({key[1]}) {figure}: the report says {then[key][figure]:.4f}, "
                    f"this run {now[key][figure]:.4f}"
                )
    return sorted(found)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
