#!/usr/bin/env python3
"""Writes the model packages of the benchmark: two networks of known size, and a primary that can be made to hang.

Nothing is trained: the networks' weights are random from a fixed seed, which is all that a measurement of time needs.
Start it with any Python 3.10 to 3.13: on first use it makes its own virtual environment (venv_bootstrap.py).
"""

import argparse
import hashlib
from pathlib import Path

import venv_bootstrap

SCRIPTS = Path(__file__).resolve().parent
TARGET = SCRIPTS / "bench" / "models"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the model packages of the benchmark.")
    parser.add_argument(
        "--output",
        type=Path,
        default=TARGET,
        metavar="DIR",
        help="a folder that gets one folder a package (default: scripts/bench/models)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = arguments()  # first, so that --help needs no environment
    venv_bootstrap.enter()

import torch  # noqa: E402
import yaml  # noqa: E402
from torch import Tensor, nn  # noqa: E402

from credit.training import package  # noqa: E402

PIXELS = 784
DIGITS = [str(digit) for digit in range(10)]
# Name, widths of the hidden layers. The first is the feed-forward network of the Crayfish benchmark.
SIZES = [("digits-28k", [32, 32, 32]), ("digits-1m", [600, 600, 300])]



class Hanging(nn.Module):
    """The credit example's primary, but a row with a very large amount never ends."""

    def __init__(self, primary: torch.jit.ScriptModule, amount: int) -> None:
        super().__init__()
        self.primary = primary
        self.amount = amount

    def forward(self, dense: Tensor) -> Tensor:
        burnt = torch.ones(8)
        while bool((dense[:, self.amount] > 30.0).any()) and bool((burnt > 0.0).all()):
            burnt = torch.clamp(burnt * 0.999 + 0.001, 0.5, 1.0)
        return self.primary(dense)


def network(hidden: list[int]) -> nn.Sequential:
    torch.manual_seed(20261125)
    widths = [PIXELS, *hidden, len(DIGITS)]
    layers: list[nn.Module] = []
    for wide, narrow in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(wide, narrow), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).eval()


def write_digits(folder: Path, name: str, hidden: list[int]) -> None:
    module = network(hidden)
    weights = sum(parameter.numel() for parameter in module.parameters())
    rows = [[round(((i * step) % 101) / 100, 2) for i in range(PIXELS)] for step in (0, 7, 13)]
    with torch.no_grad():
        scores = torch.softmax(module(torch.tensor(rows)).double(), 1).tolist()
    # Frozen: one graph of plain matrix operations, with the weights as its constants.
    script = torch.jit.freeze(torch.jit.script(module), optimize_numerics=False)
    package.write(
        folder,
        {
            "name": name,
            "version": "1.0.0",
            "description": f"Random weights, {weights} of them: {PIXELS}-{'-'.join(map(str, hidden))}-{len(DIGITS)}.",
            "owner": "benchmark",
            "licence": "Apache-2.0",
            "trainingData": package.Block(
                name="none, random weights", sha256=package.Digest(hashlib.sha256(b"").hexdigest()), rows=0
            ),
            "inputs": [{"name": "pixels", "kind": "vector", "length": PIXELS}],
            "output": {"kind": "logits", "labels": DIGITS},
            "golden": [
                package.golden({"pixels": row}, p, DIGITS) for row, p in zip(rows, scores, strict=True)
            ],
        },
        {"model.pt": package.torch_script(script)},
    )


def write_hanging(folder: Path) -> None:
    source = SCRIPTS / "credit" / "models" / "primary"
    document = yaml.safe_load((source / "model.yaml").read_text(encoding="utf-8"))
    # Numbers are columns of their own; a category takes one for each word of its vocabulary.
    column = 0
    for field in document["inputs"]:
        if field["name"] == "Amount":
            break
        column += 1 if field["kind"] == "numeric" else len(field["vocabulary"])
    module = Hanging(torch.jit.load(str(source / "model.pt")), column)
    document["description"] = "The credit example's primary; a row with a scaled amount above 30 never ends."
    document["version"] = "1.0.0-hangs"
    document["trainingData"]["sha256"] = package.Digest(document["trainingData"]["sha256"])
    document["golden"] = [package.Block(row) for row in document["golden"]]
    package.write(folder, document, {"model.pt": package.torch_script(torch.jit.script(module))})


if __name__ == "__main__":
    try:
        torch.set_num_threads(1)
        for package_name, layers in SIZES:
            write_digits(OPTIONS.output / package_name, package_name, layers)
        write_hanging(OPTIONS.output / "credit-primary-hangs")
    except OSError as problem:
        venv_bootstrap.fail(str(problem), "Choose an --output folder that can be written to.")
    print(f"Written: {OPTIONS.output}")
