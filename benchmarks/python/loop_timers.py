# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of LoopTimers: nanoseconds to set a timer and to cancel it. Prints one `name value` a line."""

import asyncio

from stopwatch import report

TIMERS = 1_000
BATCHES = 10


def nothing():
    pass


async def set_and_cancel():
    loop = asyncio.get_running_loop()
    for _ in range(BATCHES):
        timers = [loop.call_later(3_600 + i, nothing) for i in range(TIMERS)]
        for timer in timers:
            timer.cancel()
        await asyncio.sleep(0)


report("asyncioCallLater", lambda: asyncio.run(set_and_cancel()), TIMERS * BATCHES)
