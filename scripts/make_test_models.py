#!/usr/bin/env python3
"""Writes the tiny model packages that the processor's tests load, good ones and hostile ones.

Nothing is trained: weights are fixed, so the files change only when this script or torch does. Start it with any
Python 3.10 to 3.13: on first use it makes its own virtual environment (venv_bootstrap.py).
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import venv_bootstrap

TARGET = Path(__file__).resolve().parent.parent / "processor" / "src" / "test" / "resources" / "models"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the model packages that the processor's tests load.")
    parser.add_argument(
        "--output",
        type=Path,
        default=TARGET,
        metavar="DIR",
        help="a folder that gets one folder a package (default: processor/src/test/resources/models)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = arguments()  # first, so that --help needs no environment
    venv_bootstrap.enter()

import torch  # noqa: E402
from torch import Tensor, nn  # noqa: E402

from credit.training import package  # noqa: E402

LABELS = ["no", "yes"]
VOCABULARY = ["<pad>", "<unk>", "late", "paid", "default", "über"]
WORD_WEIGHTS = [0.0, 0.25, 1.0, -1.5, 2.0, 0.5]
LENGTH = 4


def two(score: Tensor) -> Tensor:
    """Logits [0, score]."""
    return torch.stack([torch.zeros_like(score), score], 1)


class Linear(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        return two(dense[:, 0] + dense[:, 1])


class Probabilities(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        return torch.softmax(two(dense[:, 0] + dense[:, 1]), 1)


class Tokens(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weight", torch.tensor(WORD_WEIGHTS))

    def forward(self, dense: Tensor, tokens: Tensor) -> Tensor:
        words = torch.index_select(self.weight, 0, tokens.flatten()).view(tokens.shape)
        return two(dense[:, 0] + words.sum(1))


def vector() -> torch.jit.ScriptModule:
    """Compiled from text, because the debug records of a class would hold the path of this file."""
    module = nn.Module()
    module.register_buffer("weight", torch.tensor([1.0, -2.0, 3.0]))  # unequal: a changed order shows
    script = torch.jit.script(module)
    script.define(
        """
        def forward(self, dense: Tensor) -> Tensor:
            score = torch.matmul(dense, self.weight)
            return torch.stack([torch.zeros_like(score), score], 1)
        """
    )
    return script


class NanOnNegative(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        score = dense[:, 0] + dense[:, 1]
        return two(torch.where(dense[:, 0] < 0.0, torch.full_like(score, float("nan")), score))


class ThrowsOnNegative(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        if bool((dense[:, 0] < -100.0).any()):
            raise ValueError("x0 below -100")
        return two(dense[:, 0] + dense[:, 1])


class Slow(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        burnt = torch.ones(64)
        for _ in range(int(dense[:, 0].max())):
            burnt = torch.tanh(burnt * 0.999 + 0.001)
        # Times zero: the result hangs on the loop, which therefore cannot be optimised away, but not on its length.
        return two(dense[:, 1] + burnt.sum() * 0.0)


class WrongWidth(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        score = dense[:, 0] + dense[:, 1]
        return torch.stack([torch.zeros_like(score), score, score], 1)


class WrongWidthOnNegative(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        logits = two(dense[:, 0] + dense[:, 1])
        if bool((dense[:, 0] < 0.0).any()):
            return torch.cat([logits, logits[:, 1:]], 1)
        return logits


class WritesFile(nn.Module):
    def forward(self, dense: Tensor) -> Tensor:
        torch.save(dense, "written-by-a-model.pt")
        return two(dense[:, 0] + dense[:, 1])


def numeric(*names: str) -> list[dict]:
    return [{"name": name, "kind": "numeric"} for name in names]


def document(name: str, sentence: str, inputs: list[dict], kind: str, golden: list[dict]) -> dict:
    return {
        "name": name,
        "version": "1.0.0",
        "description": sentence,
        "owner": "tests",
        "licence": "Apache-2.0",
        "trainingData": package.Block(
            name="none, fixed weights", sha256=package.Digest(hashlib.sha256(b"").hexdigest()), rows=0
        ),
        "inputs": inputs,
        "output": {"kind": kind, "labels": LABELS},
        "golden": golden,
    }


def golden(module: nn.Module, pairs: list[tuple[float, float]], kind: str = "logits") -> list[dict]:
    output = module(torch.tensor(pairs))[:, : len(LABELS)]
    scores = torch.softmax(output.double(), 1) if kind == "logits" else output.double()
    return [
        package.golden({"x0": x0, "x1": x1}, row, LABELS) for (x0, x1), row in zip(pairs, scores.tolist(), strict=True)
    ]


PAIRS = [(0.0, 0.0), (1.0, 0.5), (-2.0, 0.25)]
POSITIVE = [(0.0, 0.0), (1.0, 0.5), (3.0, -4.0)]

# name, module, sentence, kind of output, golden inputs
NUMERIC = [
    ("linear", Linear(), "Logits 0 and x0 + x1.", "logits", PAIRS),
    ("probabilities", Probabilities(), "The linear model, giving probabilities.", "probabilities", PAIRS),
    ("nan-on-negative", NanOnNegative(), "Linear, but NaN for rows with x0 < 0.", "logits", POSITIVE),
    ("throws-on-negative", ThrowsOnNegative(), "Linear, but throws when any row has x0 < -100.", "logits", PAIRS),
    (
        "slow",
        Slow(),
        "Logits 0 and x1, after max(x0) iterations of native work: measured at 5.5 microseconds each on one core, so "
        "x0 = 0 is fast and x0 = 200000 takes about a second.",
        "logits",
        [(0.0, 0.5), (10.0, -1.0)],
    ),
    (
        "wrong-width",
        WrongWidth(),
        "Gives three columns and declares two labels; no loader can reproduce its golden rows.",
        "logits",
        PAIRS,
    ),
    (
        "wrong-width-on-negative",
        WrongWidthOnNegative(),
        "Linear, and true to its golden rows, but gives three columns when any row has x0 < 0.",
        "logits",
        POSITIVE,
    ),
]


def write_all(output: Path) -> list[str]:
    torch.set_num_threads(1)
    for name, module, sentence, kind, pairs in NUMERIC:
        script = package.torch_script(torch.jit.script(module))
        package.write(
            output / name,
            document(name, sentence, numeric("x0", "x1"), kind, golden(module, pairs, kind)),
            {"model.pt": script},
        )
    write_tokens(output / "tokens")
    write_vector(output / "vector")
    write_hostile(output)
    return sorted(folder.name for folder in output.iterdir() if folder.is_dir())


def write_tokens(folder: Path) -> None:
    module = Tokens()
    note = {
        "name": "note",
        "kind": "tokens",
        "length": LENGTH,
        "vocabularyFile": "vocabulary.txt",
        "padding": VOCABULARY[0],
        "unknown": VOCABULARY[1],
        "missing": {"text": ""},
    }
    # The words each text has to become, spelled out: upper case, punctuation, an unknown word, a cut, nothing at all.
    rows = [
        (0.5, "Paid LATE, again", ["paid", "late", "<unk>", "<pad>"]),
        (0.0, "ÜBER-default_paid/late default", ["über", "default", "paid", "late"]),
        (-1.0, "<pad>", ["<unk>", "<pad>", "<pad>", "<pad>"]),
        (0.25, None, ["<pad>"] * LENGTH),
    ]
    dense = torch.tensor([[x0] for x0, _, _ in rows])
    tokens = torch.tensor([[VOCABULARY.index(word) for word in words] for _, _, words in rows])
    scores = torch.softmax(module(dense, tokens).double(), 1).tolist()
    package.write(
        folder,
        document(
            "tokens",
            "Logits 0 and x0 + the weights of the words of a note.",
            [*numeric("x0"), note],
            "logits",
            [
                package.golden({"x0": x0, "note": text}, row, LABELS)
                for (x0, text, _), row in zip(rows, scores, strict=True)
            ],
        ),
        {
            "model.pt": package.torch_script(torch.jit.script(module)),
            "vocabulary.txt": ("\n".join(VOCABULARY) + "\n").encode(),
        },
    )


def write_vector(folder: Path) -> None:
    module = vector()
    rows = [[0.0, 0.0, 0.0], [1.0, 0.5, -0.25], [0.1, 0.2, 0.3]]
    scores = torch.softmax(module(torch.tensor(rows)).double(), 1).tolist()
    # Saved as torch saves it, debug records and zip padding included: that is what most people's files look like.
    saved = io.BytesIO()
    torch.jit.save(module, saved)
    package.write(
        folder,
        document(
            "vector",
            "Logits 0 and e0 - 2 e1 + 3 e2.",
            [{"name": "embedding", "kind": "vector", "length": 3}],
            "logits",
            [package.golden({"embedding": row}, p, LABELS) for row, p in zip(rows, scores, strict=True)],
        ),
        {"model.pt": saved.getvalue()},
    )


def write_hostile(output: Path) -> None:
    """Files that have to be refused before they are loaded; none of them is run here."""
    linear = package.torch_script(torch.jit.script(Linear()))
    # Protocol 2: GLOBAL os.system, its argument, TUPLE1, REDUCE, STOP. The command does nothing.
    calls_system = b"\x80\x02cos\nsystem\nq\x00X\x04\x00\x00\x00trueq\x01\x85q\x02Rq\x03."
    files = {
        "writes-file": (package.torch_script(torch.jit.script(WritesFile())), "Its forward calls torch.save."),
        "bad-pickle": (rezip(linear, {"model/data.pkl": calls_system}), "Its pickle calls os.system."),
        "zip-slip": (rezip(linear, {"../evil.txt": b"out of the folder\n"}), "An entry of its zip leaves the folder."),
        "bad-digest": (linear, "Linear, with a digest that is not its file's."),
        "truncated": (linear[: len(linear) // 2], "The first half of linear's file."),
    }
    wrong = {"model.pt": hashlib.sha256(b"another file").hexdigest()}
    for name, (data, sentence) in files.items():
        package.write(
            output / name,
            document(name, sentence, numeric("x0", "x1"), "logits", golden(Linear(), PAIRS)),
            {"model.pt": data},
            wrong if name == "bad-digest" else None,
        )


def rezip(data: bytes, entries: dict[str, bytes]) -> bytes:
    """The same zip with `entries` in place of those of that name, or behind all others."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as target:
        all_entries = {name: source.read(name) for name in source.namelist()} | entries
        for name, content in all_entries.items():
            target.writestr(zipfile.ZipInfo(name, package.EPOCH), content)
    return changed.getvalue()


if __name__ == "__main__":
    try:
        print("\n".join(write_all(OPTIONS.output)))
    except OSError as problem:
        venv_bootstrap.fail(str(problem), "Choose an --output folder that can be written to.")
    print(f"Written: {OPTIONS.output}")
