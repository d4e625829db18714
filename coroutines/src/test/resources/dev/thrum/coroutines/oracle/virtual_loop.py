# SPDX-License-Identifier: Apache-2.0
"""An asyncio loop whose clock stands still while anything can run and jumps to the next deadline otherwise."""

import asyncio
import selectors

from harness import trace


class _JumpingSelector(selectors.SelectSelector):
    """Instead of waiting, moves the clock."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("all blocked, and no timer")
        self.now += max(timeout, 0)
        return super().select(0)


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self):
        return self._jumping.now


def run(main):
    """asyncio.run in virtual time."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(main)


def at(*words):
    """Traces with the time in whole seconds."""
    trace(*words, "at", round(asyncio.get_running_loop().time()))


async def after(seconds, value):
    await asyncio.sleep(seconds)
    return value


async def fail_after(seconds, exception):
    await asyncio.sleep(seconds)
    raise exception


async def sleeper(name, cleanup=0):
    """Sleeps for long, and traces when it is cancelled, and when it has cleaned up after that."""
    try:
        await asyncio.sleep(1000)
        at(name, "slept")
    except asyncio.CancelledError:
        at(name, "cancelled")
        await asyncio.sleep(cleanup)
        at(name, "cleaned up")
        raise


async def outcome(label, awaitable):
    """Traces what awaiting gives: a value, an exception, a cancellation."""
    try:
        at(label, "->", await awaitable)
    except asyncio.CancelledError:
        at(label, "cancelled")
    except TimeoutError:
        at(label, "timed out")
    except BaseExceptionGroup as group:
        at(label, "raises", list(group.exceptions))
    except Exception as exception:
        at(label, "raises", exception)
