# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of LoopSwitch: nanoseconds a switch, and a spawned and joined task. Prints one `name value` a line."""

import asyncio
import time

TASKS = 100
YIELDS = 1_000
SPAWNS = 100_000
ROUNDS = 5


async def switch():
    async def body():
        for _ in range(YIELDS):
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for _ in range(TASKS):
            group.create_task(body())


async def spawn():
    async def body():
        pass

    tasks = [asyncio.create_task(body()) for _ in range(SPAWNS)]
    for task in tasks:
        await task


def nanos(program, operations):
    """The fastest of several rounds, each in a loop of its own."""
    figures = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        asyncio.run(program())
        figures.append((time.perf_counter_ns() - start) / operations)
    return min(figures)


print("asyncioYield", nanos(switch, TASKS * YIELDS))
print("asyncioSpawn", nanos(spawn, SPAWNS))
