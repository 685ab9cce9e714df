"""A service or gateway reduced to what the supervisor sees of it: commands, probes, signals, one decision."""

import http.server
import json
import os
import signal
import sys
from pathlib import Path

DECISION = {
    "id": "0199",
    "outcome": "needs",
    "reasons": [{"code": "presumption", "text": "Recognise.", "instrument": "lrc_1997", "article": "VI.1"}],
    "needs": [
        {
            "fact": "award.verified_with_issuer",
            "owed_by": "issuer",
            "evidence": ["confirmation"],
            "text": "Confirm.",
        }
    ],
    "grounds": [],
    "legal_basis": {
        "binding_instruments": ["lrc_1997"],
        "governing": [{"instrument": "lrc_1997", "article": "VI.1", "topic": "he_qualification"}],
        "presumption": "recognise_unless_substantial_difference",
        "burden_on": "authority",
        "authority_must": ["give reasons"],
        "deadline": "fixed beforehand",
        "appeal": "yes",
        "outcome_class": "assess_with_presumption",
        "trust": {"mark": "verified", "note": None},
    },
    "warnings": [],
    "facts_hash": "sha256:00",
    "reference_data": "sha256:11",
    "created_at": "2026-01-01T00:00:00+00:00",
}

ONCE = {"migrate", "load", "statement-keys"}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(200 if self.path == "/readyz" else 404, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = json.loads(Path(os.environ["SYMBOLON_API_KEYS_FILE"]).read_bytes())
        assert self.headers["Idempotency-Key"]
        assert self.headers["X-API-Key"]
        assert known
        self._answer(201, {**DECISION, "application": body})

    def _answer(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def main(name: str) -> None:
    verb = sys.argv[1] if len(sys.argv) > 1 else "serve"
    with Path("diary").open("a") as diary:
        diary.write(f"{name} {verb}\n")
    if verb in ONCE:
        assert os.environ["SYMBOLON_OWNER_DATABASE_URL"]
        return
    assert verb in {"api", "serve"}, f"a stand-in does not know {verb}"
    sys.stdout.write(f"{name} listens\n")

    def end(_number: int, _frame: object) -> None:
        with Path("diary").open("a") as diary:
            diary.write(f"{name} ended\n")
        sys.exit(0)

    signal.signal(signal.SIGTERM, signal.SIG_IGN if os.environ.get("STAND_IN_IGNORES") == name else end)
    if os.environ.get("STAND_IN_FAILS") == name:
        sys.exit(f"{name} has no idea how to start")
    address = (os.environ["SYMBOLON_HOST"], int(os.environ["SYMBOLON_PORT"]))
    http.server.ThreadingHTTPServer(address, Handler).serve_forever()
