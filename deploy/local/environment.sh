#!/usr/bin/env bash
# Builds .venv from a lock file: environment.sh PYTHON LOCK "EDITABLE ARGUMENTS". Uses uv where it is installed.
set -euo pipefail
python=$1 lock=$2 editable=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "Symbolon needs Python 3.11 or later; $("$python" --version) was found. Set PYTHON=..." >&2; exit 1; }

echo "building .venv from $lock (first time only)"
if command -v uv >/dev/null; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    export VIRTUAL_ENV=$PWD/.venv
    uv pip install --quiet --require-hashes -r "$lock"
    # shellcheck disable=SC2086
    uv pip install --quiet --no-deps --no-build-isolation $editable
else
    [ -x .venv/bin/python ] || "$python" -m venv .venv ||
        { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
    .venv/bin/python -c 'import pip' 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null # uv leaves pip out
    # Nobody waits for packages to be compiled that nothing imports: Python compiles what it reads first.
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r "$lock"
    # shellcheck disable=SC2086
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $editable
fi
