#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes a list of a million lines into a hub, forecasts a message to it, sends it, and says how all that went.

  python3 Tests/Acceptance/Support/million.py [--lines 1000000] [--belfry .build/release/belfry] [--rate 4000] [--keep]

One line in a hundred is bad. The receiver is a small HTTP server in this process's own children, on loopback. Printed are
times, the hub's peak memory, and the forecast against what happened. Ends with 1 where a count is not what it should be,
or where the memory went beyond 150 MiB.
"""
import argparse
import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TOKEN = "million-bootstrap-token"
MEMORY = 150 * 1024 * 1024
# Fewer than a hundred: none of them is bad.
WARM_UP = 50


class Sink(asyncio.Protocol):
    """Answers every request with 204, and counts them."""

    def __init__(self, count):
        self.count, self.data = count, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        while True:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.data[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.data) < end + 4 + length:
                return
            self.data = self.data[end + 4 + length:]
            with self.count.get_lock():
                self.count.value += 1
            self.transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


def serve(listener, count):
    async def run():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Sink(count), sock=listener)
        await server.serve_forever()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(run())


def write_list(path, lines, port):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("channel,to,locale,tags,reader.name\r\n")
        for number in range(lines):
            if number % 100 == 99:
                file.write(f"hooks,nowhere-{number},en,,\r\n")
            else:
                tag = "vip" if number % 10 == 0 else ""
                file.write(f'hooks,http://127.0.0.1:{port}/{number},en,{tag},"Reader, {number}"\r\n')


def configuration(folder, port, rate):
    limit = f", rate: {{ limit: {rate}, per: second }}" if rate else ""
    os.makedirs(f"{folder}/Config", exist_ok=True)
    os.makedirs(f"{folder}/Templates", exist_ok=True)
    with open(f"{folder}/Config/belfry.yaml", "w", encoding="utf-8") as file:
        file.write(f"""hub:
  listen: "127.0.0.1:{port}"
  public_url: "http://127.0.0.1:{port}"
  data: "../data"
  templates: "../Templates"
  disk_reserve: 1MB
channels:
  - {{ name: hooks, plugin: webhook, settings: {{ allow_private_networks: true }}, concurrency: 64{limit} }}
audiences:
  - {{ name: vips, of: [many], tags: [vip] }}
access:
  bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"
""")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(count, wanted):
    """Waits until so many have come, or none has for two minutes."""
    last, since = -1, time.monotonic()
    while count.value < wanted:
        if count.value != last:
            last, since = count.value, time.monotonic()
        elif time.monotonic() - since > 120:
            break
        time.sleep(0.05)


class Hub:
    def __init__(self, program, folder, port):
        self.program, self.port = program, port
        environment = dict(os.environ, BELFRY_BOOTSTRAP_TOKEN=TOKEN, BELFRY_LOG="warning")
        self.process = subprocess.Popen(
            [program, "serve", "--config", f"{folder}/Config/belfry.yaml"],
            stdout=subprocess.PIPE, env=environment, text=True,
        )
        self.process.stdout.readline()

    def run(self, *arguments):
        environment = dict(os.environ, BELFRY_URL=f"http://127.0.0.1:{self.port}", BELFRY_TOKEN=TOKEN)
        start = time.monotonic()
        done = subprocess.run(
            [self.program, *arguments, "--json"], capture_output=True, env=environment, text=True, check=False
        )
        if done.returncode not in (0, 1) or not done.stdout:
            sys.exit(f"{' '.join(arguments[:2])}: {done.returncode} {done.stderr[:2000]}")
        return json.loads(done.stdout), time.monotonic() - start

    def get(self, path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def peak(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--belfry", default=".build/release/belfry")
    parser.add_argument(
        "--rate", type=int, default=4_000, help="deliveries a second that the channel is held to; 0 for none"
    )
    parser.add_argument("--keep", action="store_true", help="leave the folder with list and database behind")
    options = parser.parse_args()

    folder = tempfile.mkdtemp(prefix="million-")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    sink_port = listener.getsockname()[1]
    count = multiprocessing.Value("q", 0)
    sink = multiprocessing.Process(target=serve, args=(listener, count), daemon=True)
    sink.start()

    port = free_port()
    configuration(folder, port, options.rate)
    path = f"{folder}/many.csv"
    write_list(path, options.lines, sink_port)
    good = options.lines - options.lines // 100
    problems = []

    def expect(what, found, wanted):
        print(f"{what}: {found}")
        if found != wanted:
            problems.append(f"{what}: {found} instead of {wanted}")

    hub = Hub(options.belfry, folder, port)
    try:
        print(f"list: {options.lines} lines, {os.path.getsize(path) / 1e6:.0f} MB")
        report, seconds = hub.run("audiences", "import", "many", path)
        print(f"import: {seconds:.1f} s, {options.lines / seconds:,.0f} lines/s, peak {hub.peak() / 1048576:.0f} MiB")
        expect("taken", report["taken"], good)
        expect("set aside", report["set_aside"], options.lines // 100)
        expect("size", report["size"], good)

        # A few first: from then on an attempt's time is known, as it is on a hub that has been at work.
        few = f"{folder}/few.csv"
        write_list(few, WARM_UP, sink_port)
        hub.run("audiences", "import", "few", few)
        hub.run("send", "--title", "A first notice", "--body", "To a few.", "few")
        wait_for(count, WARM_UP)

        forecast, seconds = hub.run("audiences", "forecast", "many")
        print(f"forecast: {seconds:.1f} s, {forecast['duration_seconds']} s for {forecast['total']}")
        expect("forecast", forecast["total"], good)
        part, _ = hub.run("audiences", "forecast", "vips")
        print(f"of which vip: {part['total']}")

        preview, seconds = hub.run("preview", "many", "--title", "T", "--body", "B")
        print(f"preview: {seconds:.1f} s, {preview['forecast']['total']}, estimated {preview['forecast']['estimated']}")

        start = time.monotonic()
        hub.run("send", "--title", "A notice", "--body", "To everyone.", "many")
        accepted = time.monotonic() - start
        wait_for(count, WARM_UP + good)
        took = time.monotonic() - start
        print(f"sending: accepted in {accepted:.2f} s, all there in {took:.1f} s, {good / took:,.0f}/s")
        expect("delivered", count.value - WARM_UP, good)
        ratio = forecast["duration_seconds"] / took
        print(f"forecast against truth: {forecast['duration_seconds']} s / {took:.1f} s = {ratio:.2f}")
        peak = hub.peak()
        print(f"peak memory: {peak / 1048576:.0f} MiB")
        if peak > MEMORY:
            problems.append(f"peak memory {peak / 1048576:.0f} MiB is beyond {MEMORY // 1048576}")
    finally:
        hub.stop()
        sink.terminate()
        if options.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
