"""Cubes on disk as plain arrays, memory-mapped: opening one reads an index, not the figures."""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from services.indicators.domain.cube.cube import Axis, Cube
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.observations.codes import OriginBasis

PARTS = ("known", "unspecified", "published")


def write_flows(folder: Path, flows: FlowCube, *, known_at: datetime) -> Path:
    """Keep a cube under the name of its content; give its folder. What is there already stays untouched."""
    index = {
        "release": flows.release,
        "basis": flows.basis.value,
        "known_at": known_at.isoformat(),
        "axes": {part: [[axis.name, axis.codes] for axis in getattr(flows, part).axes] for part in PARTS},
    }
    text = json.dumps(index, sort_keys=True)
    digest = sha256(text.encode())
    for part in PARTS:
        cube: Cube = getattr(flows, part)
        digest.update(cube.counts.tobytes())
        digest.update(cube.reported.tobytes())
    target = folder / digest.hexdigest()[:32]
    if target.exists():
        return target
    making = folder / f".{target.name}.part"
    making.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        cube = getattr(flows, part)
        np.save(making / f"{part}.counts.npy", cube.counts)
        np.save(making / f"{part}.reported.npy", cube.reported)
    np.save(making / "pool_of_origin.npy", flows.pool_of_origin)
    (making / "index.json").write_text(text)
    making.rename(target)
    return target


def open_flows(folder: Path) -> FlowCube:
    """Open a cube that `write_flows` kept. The arrays are mapped and read-only. Raises OSError."""
    index = json.loads((folder / "index.json").read_text())
    cubes = {
        part: Cube(
            tuple(Axis(name, tuple(codes)) for name, codes in index["axes"][part]),
            np.load(folder / f"{part}.counts.npy", mmap_mode="r"),
            np.load(folder / f"{part}.reported.npy", mmap_mode="r"),
        )
        for part in PARTS
    }
    pools = np.load(folder / "pool_of_origin.npy")
    return FlowCube(
        index["release"],
        OriginBasis(index["basis"]),
        cubes["known"],
        cubes["unspecified"],
        cubes["published"],
        pools,
    )
