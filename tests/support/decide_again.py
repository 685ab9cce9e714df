"""A fresh process that decides kept cases again: `decide_again FOLDER RELEASE KNOWLEDGE_DATE`."""

import json
import sys
from datetime import date
from pathlib import Path

from services.credentials.adapters.documents import read_application, write_recommendation
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.ruling import rule_on
from shared.kernel.canonical import canonical_json
from shared.rules.bundle import read_bundle


def main(folder: Path, name: str, known: date) -> None:
    release = read_bundle((folder / name.removeprefix("sha256:")).read_bytes(), name)
    found = []
    for kept in json.loads((folder / "kept.json").read_bytes()):
        application = read_application(kept["application"])
        ruling = rule_on(release, application, known)
        document = write_recommendation(application, recommend(ruling, application))
        found.append(document | {"trace_hash": ruling.trace_hash})
    sys.stdout.buffer.write(canonical_json(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3]))
