# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of EchoLoad: a server that sends back messages of 64 bytes. Prints its port; ends with its input."""

import asyncio
import sys

MESSAGE = 64
BACKLOG = 256

# asyncio asks for 256 KiB for each message it receives, and gives nearly all of it back. The C library (glibc) maps
# blocks of that size anew each time, three system calls and a page fault, until a process has once freed a larger one,
# as most programs of some size have. Half of the time would go there.
ENOUGH_TO_KEEP = 1 << 20


async def echo(reader, writer):
    try:
        while True:
            writer.write(await reader.readexactly(MESSAGE))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


bytearray(ENOUGH_TO_KEEP)  # and freed at once
asyncio.run(main())
