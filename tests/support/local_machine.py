"""`python -m deploy.local` as a person starts it, on stand-ins for the gateway and the services.

The stand-ins lie in the working directory, which Python searches first; the servers are the real ones.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
STAND_INS = {
    "gateway": "gateway",
    **{name: f"services/{name}" for name in ("conventions", "credentials", "indicators")},
}
PATIENCE_SECONDS = 40.0
RUNNING = "Symbolon is running."


class LocalMachine:
    """One folder with its state, and at most one supervisor on it."""

    def __init__(
        self,
        folder: Path,
        *,
        home: Path | None = None,
        copy_of: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        for name, package in STAND_INS.items():
            (folder / package).mkdir(parents=True)
            (folder / package / "__main__.py").write_text(f"from stand_in import main\n\nmain({name!r})\n")
        shutil.copy(Path(__file__).with_name("stand_in.py"), folder)
        self.folder = folder
        self.home = home or folder / ".symbolon"
        self._shared = home is not None
        if copy_of is not None:
            shutil.copytree(copy_of, self.home)
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SYMBOLON_")},
            "SYMBOLON_HOME": str(self.home),
            "SYMBOLON_PORT": str(self.port),
            **(environment or {}),
        }
        self._output = folder / "output"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def output(self) -> str:
        """What the last start has printed so far."""
        return self._output.read_text()

    @property
    def diary(self) -> list[str]:
        """What the stand-ins did, over all starts."""
        file = self.folder / "diary"
        return file.read_text().splitlines() if file.exists() else []

    def start(self, command: str = "run", *, under: tuple[str, ...] = (), stdout: int | None = None) -> None:
        """Start in a session of its own; `under` is a command that takes this one as its arguments."""
        with self._output.open("wb") as file:
            self._process = subprocess.Popen(
                [*under, sys.executable, "-m", "deploy.local", command],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file if stdout is None else stdout,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, command: str = "demo") -> int:
        """Start, wait for the end, and give the exit code."""
        self.start(command)
        return self.process.wait(PATIENCE_SECONDS)

    def started(self) -> "LocalMachine":
        """Start, and wait until it serves."""
        self.start()
        self.await_text(RUNNING)
        return self

    def await_text(self, text: str, *, times: int = 1) -> None:
        """Wait until `text` was printed."""
        self.await_that(lambda: self.output.count(text) >= times, f"{text!r} in the output")

    def await_that(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until `condition` holds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, f"waited in vain for {what}; output:\n{self.output}"
            time.sleep(0.02)

    def state(self, name: str) -> Any:
        """Read a JSON file of the state."""
        return json.loads((self.home / name).read_bytes())

    def pid(self, name: str) -> int:
        """The number of a program's process."""
        number: int = self.state("processes.json")[name]["process"]
        return number

    def kill(self, name: str) -> None:
        """Kill a program as a crash would, and wait until the supervisor says that it is ready again."""
        seen = self.output.count(f"{name} | ready again")
        os.kill(self.pid(name), signal.SIGKILL)
        self.await_text(f"{name} | ready again", times=seen + 1)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask the supervisor to end, and give its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)

    def leftovers(self) -> list[str]:
        """The command lines of processes that work for this folder, the supervisor aside."""
        marks = (str(self.home).encode(), str(self.folder).encode())
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes()
                place = (entry / "cwd").readlink()
            except OSError:
                continue
            mine = any(mark in command for mark in marks) or place.is_relative_to(self.folder)
            if mine and command and int(entry.name) != self.process.pid:
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
        return found

    def close(self) -> None:
        """End whatever this test has started, and give the 50 MB of its own state back."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
            self.await_that(lambda: self.leftovers() == [], "the end of all children")
        if not self._shared:
            shutil.rmtree(self.home, ignore_errors=True)
