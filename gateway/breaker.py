"""The circuit breaker: an upstream that fails again and again is left alone for a while."""

from dataclasses import dataclass

FAILURES_TO_OPEN = 10
OPEN_SECONDS = 2.0


@dataclass
class Breaker:
    """Counts consecutive failures of one upstream. Moments are seconds of any steady clock."""

    failures: int = 0
    open_until: float = 0.0

    def admits(self, now: float) -> bool:
        """Say whether a request may be tried. After a pause one is, as a probe; the others wait on."""
        if self.failures < FAILURES_TO_OPEN:
            return True
        if now < self.open_until:
            return False
        self.open_until = now + OPEN_SECONDS
        return True

    def succeeded(self) -> None:
        """Note that the upstream answered."""
        self.failures = 0

    def failed(self, now: float) -> None:
        """Note that the upstream could not be reached, or did not answer."""
        self.failures += 1
        if self.failures >= FAILURES_TO_OPEN:
            self.open_until = now + OPEN_SECONDS

    def seconds_left(self, now: float) -> int:
        """Give the seconds until a retry makes sense, at least one."""
        return max(1, round(self.open_until - now))
