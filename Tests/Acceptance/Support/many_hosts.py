# SPDX-License-Identifier: Apache-2.0
"""Web servers on many loopback addresses, which keep every connection open.

many_hosts.py COUNT MILLISECONDS: listens on 127.0.1.1, 127.0.1.2, ... on one port, says `all there PORT`, and then a
line `took HOST` for each request, which it answers with 204 after so many milliseconds.
"""

import asyncio
import sys

COUNT, DELAY = int(sys.argv[1]), int(sys.argv[2]) / 1000


def say(line):
    print(line, flush=True)


async def serve(reader, writer):
    host = writer.get_extra_info("sockname")[0]
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":", 1)[1])
            await reader.readexactly(length)
            say(f"took {host}")
            await asyncio.sleep(DELAY)
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    hosts = [f"127.0.1.{number}" for number in range(1, COUNT + 1)]
    for _ in range(20):
        servers = [await asyncio.start_server(serve, hosts[0], 0)]
        port = servers[0].sockets[0].getsockname()[1]
        try:
            for host in hosts[1:]:
                servers.append(await asyncio.start_server(serve, host, port))
        except OSError:
            for server in servers:
                server.close()
            continue
        say(f"all there {port}")
        await asyncio.Event().wait()
    sys.exit("no port is free on all of them")


asyncio.run(main())
