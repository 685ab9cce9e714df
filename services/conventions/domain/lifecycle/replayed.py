"""What the publish gate wants to see of a candidate's replay over decided cases.

A replay is fetched from the service that carried it out, on the word of whoever asks and as far as that key
may see; nobody hands its report in. Where there were no cases to replay, or no release to compare with, a
person says why the candidate may go without: the reason stands in the report for good.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.conventions.domain.lifecycle.document import Kind
from services.conventions.domain.lifecycle.release import Candidate
from shared.kernel.canonical import Json, sha256

OUTCOME = "recognition.outcome"
"""The slot that every change may bear on: what follows for the case."""

WINDOW = timedelta(days=365)
"""A replay covers at least the cases of the year before."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A finished replay: the job, whose cases, who had it fetched, and the report word for word."""

    job: str
    tenant: str
    by: str
    report: Mapping[str, Json]

    @property
    def cases(self) -> int:
        """Count the cases that were decided twice."""
        cases = self.report.get("cases")
        return cases if isinstance(cases, int) else 0

    def as_json(self) -> dict[str, Json]:
        """Write it, with the hash of the report, as plain JSON."""
        report = dict(self.report)
        return {
            "job": self.job,
            "tenant": self.tenant,
            "by": self.by,
            "hash": sha256(report),
            "report": report,
        }


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a candidate goes without a replay of any case, in somebody's words."""

    reason: str
    by: str

    def as_json(self) -> dict[str, Json]:
        """Write it as plain JSON."""
        return {"reason": self.reason, "by": self.by}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was brought: a replay, a waiver, both or neither.

    `askable`: there is a service that knows cases. Without one a replay cannot be had.
    """

    replay: Replay | None = None
    waiver: Waiver | None = None
    askable: bool = True


NOTHING_BROUGHT = Evidence()


def faults(candidate: Candidate, evidence: Evidence, today: date) -> Iterator[str]:
    """Say what is wanting of the evidence; nothing where the candidate was replayed, or need not be."""
    replay = evidence.replay
    if replay is None:
        if candidate.rules.previous is not None and evidence.askable:
            yield (
                f"no replay: POST /v1/replays with the draft {candidate.hash}, wait for its end, and have "
                "the candidate examined again with the replay's job"
            )
        elif evidence.waiver is None:
            yield "nothing can be replayed here: say in replay_waiver why the candidate goes without"
        return
    yield from _wrong(candidate, replay, today)
    if replay.cases == 0 and evidence.waiver is None:
        yield "the replay found no case: say in replay_waiver why the candidate goes without"


def _wrong(candidate: Candidate, replay: Replay, today: date) -> Iterator[str]:
    report = replay.report
    if report.get("draft") != candidate.hash:
        yield f"the replay is of {report.get('draft')}, not of this candidate, {candidate.hash}"
    if report.get("base") != candidate.rules.previous:
        yield f"the replay compares with {report.get('base')}, not with {candidate.rules.previous}, in force"
    known = max(candidate.rules.published.values(), default=date.min)
    if _day(report.get("knowledge_date"), date.min) < known:
        yield f"the replay knows the law of {report.get('knowledge_date')}, before the candidate's of {known}"
    if report.get("slot") not in {OUTCOME, *_slots(candidate)}:
        yield f"the replay is of the slot {report.get('slot')}, on which the candidate does not bear"
    start, end = _day(report.get("start"), date.min), _day(report.get("end"), date.max)
    if start > today - WINDOW or end <= today:
        yield f"the replay covers legal dates from {start} to {end}, not the whole year before {today}"


def _slots(candidate: Candidate) -> set[str]:
    """Name the slots of the rules that the candidate adds."""
    added = {it.hash for it in candidate.changes if it.kind is Kind.RULE}
    return {it.rule.slot for it in candidate.rules.rules if it.rule.hash in added}


def _day(value: Json, otherwise: date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else otherwise
