"""How long ago: a clock that nobody can set, across restarts of the server as well as that is possible."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

# A reading of the monotonic clock means something only beside others of the same run of this machine's process.
RUN = secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time: which process read it, its monotonic clock and the wall's (both in seconds)."""

    run: str
    steady: float
    wall: float


def now() -> Moment:
    """This moment. A sleeping computer's time counts too where the system tells it."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    steady = time.monotonic() if boot is None else time.clock_gettime(boot)
    return Moment(RUN, steady, time.time())


def elapsed(since: Moment, until: Moment) -> float:
    """Seconds between two moments; infinite where nobody can know.

    Within one process the monotonic clock counts, whatever somebody sets the wall clock to. Across a restart only
    the wall clock is left; if it was set back meanwhile, no limit may be trusted to it, so all of them are over.
    """
    if since.run == until.run:
        return max(until.steady - since.steady, 0.0)
    apart = until.wall - since.wall
    return apart if apart >= 0 else float("inf")
