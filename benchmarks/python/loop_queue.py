# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of LoopQueue: nanoseconds an item, and a turn of a lock. Prints one `name value` a line."""

import asyncio

from stopwatch import report

ITEMS = 10_000
TURNS = 5_000


async def transfer(capacity):
    queue = asyncio.Queue(capacity)

    async def produce():
        for item in range(ITEMS):
            await queue.put(item)

    async def consume():
        for _ in range(ITEMS):
            await queue.get()

    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        group.create_task(consume())


async def hand():
    lock = asyncio.Lock()

    async def body():
        for _ in range(TURNS):
            async with lock:
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(body())
        group.create_task(body())


report("asyncioQueueOf1024", lambda: asyncio.run(transfer(1_024)), ITEMS)
report("asyncioQueueOf16", lambda: asyncio.run(transfer(16)), ITEMS)
report("asyncioLock", lambda: asyncio.run(hand()), 2 * TURNS)
