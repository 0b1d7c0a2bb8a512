"""What every sweep shares: its options, a place to work in, and the score at the end."""

import argparse
import concurrent.futures
import contextlib
import os
import tempfile


class Score:
    """Counts what was tried, and prints what went wrong."""

    def __init__(self):
        self.passed = self.failed = 0

    @property
    def tried(self):
        return self.passed + self.failed

    def note(self, what, found):
        if found:
            self.failed += 1
            print(f"not ok: {what}: {'; '.join(found[:4])}", flush=True)
        else:
            self.passed += 1

    def end(self):
        """Prints the last line; returns the exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def read_options(scenes, **numbers):
    """--seed, the scenes, and an option for each of the numbers with the value it has alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    for name, value in numbers.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("scenes", nargs="*", default=scenes)
    return parser.parse_args()


@contextlib.contextmanager
def workshop():
    """A folder that goes away at the end, and helpers as many as there are processors."""
    # In memory where possible: what is tried is never the drive itself, and syncing takes long.
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="clipkeep-torture.", dir=shm) as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield folder, pool
