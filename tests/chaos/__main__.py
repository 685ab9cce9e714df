"""``make chaos``: kill and hang every program under load, again and again, and write down what was lost.

SYMBOLON_KILLS says how often each program is killed (20). The short form runs in every test run:
tests/e2e/test_faults.py.
"""

import asyncio
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.report import ROOT, table, write_json, write_section
from tests.chaos.faults import VICTIMS, hang, kill
from tests.chaos.history import Judgement, clients, judge
from tests.support.machine import Running, machine

KILLS = int(os.environ.get("SYMBOLON_KILLS", "20"))
AT_ONCE = 6
HANGS = (
    ("postgres", 30.0),
    ("nats", 60.0),
    ("conventions", 30.0),
    ("credentials", 15.0),
    ("indicators", 30.0),
)
DOCUMENT = ROOT / "docs" / "reliability.md"


@dataclass(frozen=True, slots=True)
class Run:
    """One kind of fault, and what came of it. `away`: seconds from the fault, or a hang's end, to success."""

    fault: str
    times: int
    away: list[float]
    judgement: Judgement

    def row(self) -> list[object]:
        """Give the line of the table."""
        it = self.judgement
        others = ", ".join(
            f"{count} of {status or 'broken off'}" for status, count in it.answers.items() if status != 201
        )
        away = f"{median(self.away):.1f} / {max(self.away):.1f}"
        return [
            self.fault,
            self.times,
            it.evaluations,
            it.lost,
            it.doubled,
            it.counted_wrongly,
            others or "none",
            away,
        ]


async def killed(platform: Running, victim: str) -> Run:
    """Kill one program again and again."""
    async with clients(platform, at_once=AT_ONCE) as history:
        away = []
        for _ in range(KILLS):
            await asyncio.sleep(0.5)
            away.append(await kill(platform, victim))
    return Run(f"{victim} killed", KILLS, away, await judge(platform, history))


async def hanging(platform: Running, victim: str, seconds: float) -> Run:
    """Hang one program once."""
    async with clients(platform, at_once=AT_ONCE) as history:
        await asyncio.sleep(2)
        away = await hang(platform, victim, seconds)
        await asyncio.sleep(2)
    return Run(f"{victim} hangs {seconds:.0f} s", 1, [away], await judge(platform, history))


async def main() -> int:
    """Run all of it; 1 where anything was lost, doubled or counted wrongly."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="symbolon-chaos-") as folder:
        async with machine(Path(folder) / "home") as platform:
            for victim in VICTIMS:
                runs.append(await killed(platform, victim))
                sys.stdout.write(f"{runs[-1].row()}\n")
            for victim, seconds in HANGS:
                runs.append(await hanging(platform, victim, seconds))
                sys.stdout.write(f"{runs[-1].row()}\n")
    write_json("chaos", {"runs": [asdict(it) for it in runs]})
    head = (
        *("fault", "times", "evaluations", "lost", "doubled", "counted wrongly"),
        *("other answers", "seconds to the next success, median / most"),
    )
    write_section("chaos", table(head, [it.row() for it in runs]), DOCUMENT)
    return 0 if all(it.judgement.holds for it in runs) else 1


sys.exit(asyncio.run(main()))
