"""Figures of a classifier on rows it has not seen. Confidence is the largest calibrated probability."""

import numpy as np
from sklearn.metrics import roc_auc_score

BINS = 10
THRESHOLDS = [0.6, 0.7, 0.8, 0.85, 0.9]
RESAMPLES = 2000


def probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    z = logits.astype(np.float64) / temperature
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def expected_calibration_error(p: np.ndarray, targets: np.ndarray) -> float:
    """Equal-width bins (lo, hi] over confidence: the mean of |accuracy - confidence|, weighted by rows."""
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == targets
    bins = np.ceil(confidence * BINS)
    gaps = [abs((correct[bins == b] - confidence[bins == b]).sum()) for b in range(BINS + 1)]
    return float(sum(gaps) / len(p))


def figures(logits: np.ndarray, targets: np.ndarray, temperature: float) -> dict:
    p = probabilities(logits, temperature)
    return {
        "auc": float(roc_auc_score(targets, p[:, 1])),
        "accuracy": float((p.argmax(axis=1) == targets).mean()),
        "ece": expected_calibration_error(p, targets),
        "eceBeforeTemperature": expected_calibration_error(probabilities(logits, 1.0), targets),
        "temperature": temperature,
        "n": len(targets),
    }


def by_threshold(p: np.ndarray, targets: np.ndarray) -> list[dict]:
    """What a tier answers by itself when it accepts from a confidence up, and how often that is right."""
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == targets
    return [
        {
            "threshold": threshold,
            "coverage": float((confidence >= threshold).mean()),
            "accuracy": _mean(correct[confidence >= threshold]),
        }
        for threshold in THRESHOLDS
    ]


def after_deferral(primary: np.ndarray, secondary: np.ndarray, targets: np.ndarray) -> list[dict]:
    """The rows the primary hands on at a threshold: what it would have got right there, and what the secondary does."""
    lines = []
    for threshold in THRESHOLDS:
        deferred = primary.max(axis=1) < threshold
        sure = deferred & (secondary.max(axis=1) >= threshold)
        correct = secondary.argmax(axis=1) == targets
        lines.append(
            {
                "threshold": threshold,
                "deferred": float(deferred.mean()),
                "primaryAccuracy": _mean((primary.argmax(axis=1) == targets)[deferred]),
                "secondaryAccuracy": _mean(correct[deferred]),
                "secondaryAccepts": float(sure.mean()),
                "secondaryAcceptedAccuracy": _mean(correct[sure]),
                "leftForPeople": float((deferred & ~sure).mean()),
            }
        )
    return lines


def auc_gain(primary: np.ndarray, secondary: np.ndarray, targets: np.ndarray, seed: int) -> dict:
    """The secondary's AUC minus the primary's, with a paired bootstrap interval (95 %, percentiles)."""
    random = np.random.default_rng(seed)

    def gain(rows: np.ndarray) -> float:
        chosen = targets[rows]
        return roc_auc_score(chosen, secondary[rows, 1]) - roc_auc_score(chosen, primary[rows, 1])

    gains = [gain(random.integers(0, len(targets), len(targets))) for _ in range(RESAMPLES)]
    low, high = np.percentile(gains, [2.5, 97.5])
    return {"auc": float(gain(np.arange(len(targets)))), "low": float(low), "high": float(high)}


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None
