#!/usr/bin/env python3
"""Writes the model packages with which scripts/verify provokes faults at the model boundary, request by request.

Nothing is trained: weights are fixed, so the files change only when this script or torch does. Start it with any
Python 3.10 to 3.13: on first use it makes its own virtual environment (venv_bootstrap.py).
"""

import argparse
import hashlib
from pathlib import Path

import venv_bootstrap

TARGET = Path(__file__).resolve().parent / "bench" / "verify" / "models"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the model packages of scripts/verify.")
    parser.add_argument(
        "--output",
        type=Path,
        default=TARGET,
        metavar="DIR",
        help="a folder that gets one folder a package (default: scripts/bench/verify/models)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = arguments()  # first, so that --help needs no environment
    venv_bootstrap.enter()

import torch  # noqa: E402
from torch import Tensor, nn  # noqa: E402

from credit.training import package  # noqa: E402

LABELS = ["no", "yes"]
THROW, NAN, SLOW, HANG = 1.0, 2.0, 3.0, 4.0  # the values of the second input
GOLDEN = [(0.0, 0.0), (2.0, 0.0), (-1.5, 0.0)]

# One iteration takes about 5.5 microseconds on one core: 30 ms and 2.5 s. The budgets in the policies are 250 and 500 ms.
SLOW_ITERATIONS = 6_000
HANG_ITERATIONS = 450_000


class Troubled(nn.Module):
    """Logits 0 and x; the second input makes it throw, give NaN, dawdle or hang."""

    def __init__(self, slow: int, hang: int) -> None:
        super().__init__()
        self.slow = slow
        self.hang = hang

    def forward(self, dense: Tensor) -> Tensor:
        x = dense[:, 0]
        trouble = dense[:, 1]
        if bool((trouble == 1.0).any()):
            raise ValueError("told to throw")
        iterations = 0
        if bool((trouble == 3.0).any()):
            iterations = self.slow
        if bool((trouble == 4.0).any()):
            iterations = self.hang
        burnt = torch.ones(64)
        for _ in range(iterations):
            burnt = torch.tanh(burnt * 0.999 + 0.001)
        # Times zero: the result hangs on the loop, which therefore cannot be optimised away, but not on its length.
        score = torch.where(trouble == 2.0, torch.full_like(x, float("nan")), x) + burnt.sum() * 0.0
        return torch.stack([torch.zeros_like(score), score], 1)


def write(folder: Path, name: str, inputs: list[str]) -> None:
    module = Troubled(SLOW_ITERATIONS, HANG_ITERATIONS)
    scores = torch.softmax(module(torch.tensor(GOLDEN)).double(), 1).tolist()
    package.write(
        folder,
        {
            "name": name,
            "version": "1.0.0",
            "description": f"Logits 0 and {inputs[0]}; {inputs[1]} = 1 throws, 2 gives NaN, 3 is slow, 4 hangs for a while.",
            "owner": "verify",
            "licence": "Apache-2.0",
            "trainingData": package.Block(
                name="none, fixed weights", sha256=package.Digest(hashlib.sha256(b"").hexdigest()), rows=0
            ),
            "inputs": [{"name": one, "kind": "numeric"} for one in inputs],
            "output": {"kind": "logits", "labels": LABELS},
            "golden": [
                package.golden(dict(zip(inputs, row, strict=True)), p, LABELS)
                for row, p in zip(GOLDEN, scores, strict=True)
            ],
        },
        {"model.pt": package.torch_script(torch.jit.script(module))},
    )


if __name__ == "__main__":
    try:
        torch.set_num_threads(1)
        write(OPTIONS.output / "primary", "verify-primary", ["x", "trouble"])
        write(OPTIONS.output / "secondary", "verify-secondary", ["y", "laterTrouble"])
    except OSError as problem:
        venv_bootstrap.fail(str(problem), "Choose an --output folder that can be written to.")
    print(f"Written: {OPTIONS.output}")
