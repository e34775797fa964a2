"""Writes model packages: a folder with ``model.yaml`` and the files that it names, each with its digest."""

import hashlib
import io
import zipfile
from pathlib import Path

import torch
import yaml

FORMAT = "backstop-model/1"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold; any fixed one would do


class Digest(str):
    """Always quoted: a bare run of digits with one `e` would be read as a number."""


class Block(dict):
    """One key a line, however short."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(Digest, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:str", data, style='"'))
_Dumper.add_representer(
    Block, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)
)


def torch_script(module: torch.jit.ScriptModule) -> bytes:
    """The module as a file: the same module gives the same bytes.

    Debug records are left out: they are most of a small model's size and hold the paths of the machine that made it.
    So is the serialization id, an optional checksum over all records, debug records included.
    """
    saved = io.BytesIO()
    torch.jit.save(module, saved)
    clean = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            if not name.endswith((".debug_pkl", "/.data/serialization_id")):
                target.writestr(zipfile.ZipInfo("model/" + name.split("/", 1)[1], EPOCH), source.read(name))
    return clean.getvalue()


def write(folder: Path, document: dict, files: dict[str, bytes], digests: dict[str, str] | None = None) -> None:
    """Writes `files` and the ``model.yaml`` that lists them. `digests` overrides, to make one wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (folder / path).write_bytes(data)
    listed = [
        Block(path=path, sha256=Digest((digests or {}).get(path) or hashlib.sha256(data).hexdigest()))
        for path, data in files.items()
    ]
    ordered = {"format": FORMAT}
    for key in ["name", "version", "description", "owner", "licence"]:
        ordered[key] = document[key]
    ordered["files"] = listed
    for key in ["trainingData", "inputs", "output", "golden"]:
        ordered[key] = document[key]
    if "reference" in document:
        ordered["reference"] = document["reference"]
    text = yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=116)
    (folder / "model.yaml").write_text(text, encoding="utf-8", newline="\n")


def golden(features: dict, probabilities: list[float], labels: list[str]) -> Block:
    """One row that every loader of the package has to reproduce."""
    scores = {label: round(float(p), 6) for label, p in zip(labels, probabilities, strict=True)}
    return Block(features=features, scores=scores, tolerance=0.0005)
