"""Stored evaluations are decided again from their hashes, in a fresh process, after two later releases.

What is kept of each: the application as JSON, the hash of the release, the day of knowledge, the hash of the
trace, and the recommendation. The fresh process has the releases as bytes and nothing else.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from services.conventions.adapters.rule_files import read_release
from services.credentials.adapters.documents import write_recommendation
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.ruling import rule_on
from shared.kernel.canonical import canonical_json
from shared.rules.bundle import write_bundle
from shared.rules.documents.rule_reading import load_rule
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.applications import applications

CASES = 1_000
KNOWN = date(2026, 11, 24)


def later(release: RuleSet, version: int) -> RuleSet:
    """A later release in which Lisbon VI.1 recognises nothing any more."""
    rule = next(it.rule for it in release.rules if it.rule.id == "lrc_1997.vi_1")
    text = rule.text.replace("version: 1", f"version: {version}").replace("act: recognise,", "act: partial,")
    text = text.replace("favour: 100", "favour: 60")
    changed = check(load_rule(text), release.vocabulary, {it.id: it for it in release.parameters}.values())
    return RuleSet(
        release.vocabulary,
        [*release.rules, changed],
        parameters=release.parameters,
        published=release.published,
        previous=release.hash,
    )


def test_a_thousand_evaluations_come_out_to_the_byte(tmp_path: Path) -> None:
    release = read_release()
    kept = []
    for application in applications(CASES):
        ruling = rule_on(release, application, KNOWN)
        document = write_recommendation(application, recommend(ruling, application))
        kept.append(document | {"trace_hash": ruling.trace_hash})
    newer = later(release, 2)
    for it in (release, newer, later(newer, 3)):
        (tmp_path / it.hash.removeprefix("sha256:")).write_bytes(write_bundle(it))
    before = canonical_json(kept)
    (tmp_path / "kept.json").write_bytes(before)
    again = subprocess.run(
        [sys.executable, "-m", "tests.support.decide_again", str(tmp_path), release.hash, KNOWN.isoformat()],
        check=True,
        capture_output=True,
    )
    assert again.stdout == before
    assert {it["outcome"] for it in json.loads(before)} >= {"recognise", "refuse", "needs", "out_of_scope"}
