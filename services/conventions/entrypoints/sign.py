"""``python -m services.conventions.entrypoints.sign KEY CANDIDATE NUMBER``: a reviewer signs a candidate.

Runs on the reviewer's own machine, with the key that never leaves it; speaks to no server. What is printed
goes into `signatures` of `POST /v1/releases`.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from shared.security.release_signatures import ReleaseSigner, Role


def main(arguments: Sequence[str]) -> int:
    """Sign; give the exit code: 0, or 2 where the key or the candidate is not what it should be."""
    parser = argparse.ArgumentParser(prog="python -m services.conventions.entrypoints.sign")
    parser.add_argument("key", type=Path, help="the reviewer's private key (PEM, Ed25519)")
    parser.add_argument("candidate", help="its hash, as the gate reported it")
    parser.add_argument("number", type=int, help="its place in the chain")
    chosen = parser.parse_args(arguments)
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", chosen.candidate):
        sys.stderr.write("a candidate is named sha256:<64 hexadecimal digits>\n")
        return 2
    try:
        signer = ReleaseSigner(chosen.key.read_bytes(), Role.REVIEWER)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"the key cannot be used: {error}\n")
        return 2
    print(json.dumps(signer.sign(chosen.candidate, chosen.number).as_json()))  # noqa: T201 - its output
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
