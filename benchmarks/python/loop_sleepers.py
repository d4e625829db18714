# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of LoopSleepers: the seconds of the process, and the MiB of its memory. Prints one `name value` a line."""

import asyncio
import re
import time
from pathlib import Path

SLEEPERS = 1_000_000


async def main():
    async with asyncio.TaskGroup() as group:
        for _ in range(SLEEPERS):
            group.create_task(asyncio.sleep(1))


start = time.perf_counter()
asyncio.run(main())
print("asyncioTime", time.perf_counter() - start)
status = Path("/proc/self/status").read_text()
print("asyncioMemory", int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024)
