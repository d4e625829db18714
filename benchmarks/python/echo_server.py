# SPDX-License-Identifier: Apache-2.0
"""asyncio's side of EchoLoad: a server that sends back messages of 64 bytes. Prints its port; ends with its input."""

import asyncio
import sys

MESSAGE = 64
BACKLOG = 256


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


asyncio.run(main())
