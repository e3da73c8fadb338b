# SPDX-License-Identifier: Apache-2.0
"""The soak at speed: webhooks alone, against nginx, which answers as fast as they come and writes down all that it saw.

At the end the hub's own database is held against nginx's log, delivery by delivery, and its memory must be flat. The
receivers refuse at random, and now and then close the connection without an answer. Needs nginx and Python.
"""
import argparse
import atexit
import array
import collections
import os
import socket
import sqlite3
import subprocess
import tempfile
import time

import soak

DELIVERED, UNKNOWN = 2, 3
OPEN = (0, 1, 3)
ENDPOINTS = 2000

NGINX = """
daemon off;
worker_processes 1;
pid "{home}/nginx.pid";
error_log "{home}/error.log" crit;
events {{ worker_connections 20000; }}
http {{
    client_body_temp_path "{home}/body"; proxy_temp_path "{home}/proxy"; fastcgi_temp_path "{home}/fastcgi";
    uwsgi_temp_path "{home}/uwsgi"; scgi_temp_path "{home}/scgi";
    log_format wire "$http_webhook_id $status";
    access_log "{home}/wire.log" wire buffer=256k flush=1s;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    client_body_buffer_size 64k;
    split_clients "$request_id" $fault {{ 2% refuse; 0.5% busy; 0.2% close; 0.1% gone; * well; }}
    server {{
        listen 127.0.0.1:{well} backlog=1024;
        location / {{ return 204; }}
    }}
    server {{
        listen 127.0.0.1:{shaky} backlog=1024;
        location / {{
            if ($fault = refuse) {{ return 500; }}
            if ($fault = busy) {{ add_header Retry-After 1 always; return 503; }}
            if ($fault = close) {{ return 444; }}
            if ($fault = gone) {{ return 404; }}
            return 204;
        }}
    }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Nginx:
    def __init__(self, program, home):
        self.home, self.well, self.shaky = home, free_port(), free_port()
        os.makedirs(home)
        with open(f"{home}/nginx.conf", "w") as file:
            file.write(NGINX.format(home=home, well=self.well, shaky=self.shaky))
        self.process = subprocess.Popen([program, "-p", home, "-c", f"{home}/nginx.conf"])
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.shaky), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit("nginx did not start")
                time.sleep(0.05)

    def endpoints(self):
        return [f"http://127.0.0.1:{port}/{number}" for number in range(ENDPOINTS // 2) for port in (self.well, self.shaky)]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def backlog(hub):
    """How many deliveries are still to be made, by the running totals."""
    with sqlite3.connect(f"file:{hub.folder}/data/belfry.db?mode=ro", uri=True) as database:
        waiting = database.execute("SELECT count(*) FROM (SELECT 1 FROM fanout LIMIT 1)").fetchone()[0]
        open_states = ",".join(map(str, OPEN))
        return waiting + database.execute(f"SELECT coalesce(sum(count), 0) FROM tally WHERE state IN ({open_states})").fetchone()[0]


def check(folder, log_path, accepted):
    """What is wrong; nothing, where all is well. And how many deliveries came to what."""
    database = sqlite3.connect(f"file:{folder}/data/belfry.db?mode=ro", uri=True)
    last = database.execute("SELECT coalesce(max(id), 0) FROM delivery").fetchone()[0]
    requests, taken = array.array("H", bytes(2 * last + 2)), array.array("H", bytes(2 * last + 2))
    strangers, lines = 0, 0
    with open(log_path) as log:
        for line in log:
            key, _, status = line.rstrip("\n").partition(" ")
            number = key.rpartition("_")[2]
            lines += 1
            if not number.isdigit() or not 0 < int(number) <= last:
                strangers += 1
                continue
            requests[int(number)] += 1
            taken[int(number)] += status == "204"
    wrong = [f"{strangers} requests that no delivery knows"] if strangers else []
    unknown = dict(database.execute("SELECT delivery, count(*) FROM attempt WHERE result = ? GROUP BY delivery", (UNKNOWN,)))
    states, repeated = collections.Counter(), 0
    for number, state, attempts in database.execute("SELECT id, state, attempts FROM delivery"):
        states[state] += 1
        if state in OPEN:
            wrong.append(f"dlv_{number} is still open")
        # An attempt need not have come as far as the wire; nothing may have come there without one.
        if requests[number] > attempts:
            wrong.append(f"dlv_{number}: {requests[number]} requests, {attempts} attempts")
        if state == DELIVERED and not taken[number]:
            wrong.append(f"dlv_{number}: its receiver never took it")
        if taken[number] > 1:
            repeated += 1
            if taken[number] > 1 + unknown.get(number, 0):
                wrong.append(f"dlv_{number}: taken {taken[number]} times, {unknown.get(number, 0)} attempts unknown")
    sizes = dict(database.execute("SELECT m.name, count(*) FROM message m JOIN delivery d ON d.message = m.id GROUP BY m.id"))
    missing = [size for size in sizes.values() if size != ENDPOINTS]
    wrong += [f"a message has {size} deliveries of {ENDPOINTS}" for size in missing[:10]]
    if len(sizes) != accepted:
        wrong.append(f"{accepted} messages were accepted, {len(sizes)} have deliveries")
    return wrong, states, repeated, lines


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--binary", required=True)
    options.add_argument("--templates", required=True)
    options.add_argument("--nginx", default="nginx")
    options.add_argument("--minutes", type=float, default=15)
    options.add_argument("--rate", type=float, default=12_000, help="deliveries a second")
    options = options.parse_args()

    folder = tempfile.mkdtemp(prefix="belfry-soak-fast-")
    sink = Nginx(options.nginx, f"{folder}/nginx")
    atexit.register(sink.stop)
    hub = soak.Hub(options.binary, options.templates, folder, sink.endpoints(), 25, [])
    atexit.register(hub.process.kill)
    load = soak.Load(hub, options.rate)
    print(f"{hub.size} endpoints, {options.rate:.0f} deliveries a second, {options.minutes:g} minutes; {folder}", flush=True)
    behind = []
    samples, lag = soak.soaked(
        hub, load, options.minutes, lambda: backlog(hub), 900,
        lambda second: behind.append(backlog(hub)) if second % 30 == 0 else None,
    )
    if lag is None:
        wrong = soak.died(hub)
    else:
        wrong = soak.ended(hub)
        sink.stop()
        found, states, repeated, lines = check(folder, f"{folder}/nginx/wire.log", len(load.accepted))
        grown, memory = soak.memory_verdict(samples)
        wrong += found + grown
        total = sum(states.values())
        print(f"accepted {len(load.accepted)} messages, refused {dict(load.refused)}, slowest answer {load.slowest:.2f} s")
        print(f"{total} deliveries, {lines} requests; by state {dict(states)}; {repeated} taken more than once")
        print(f"still to be made, every half minute: {behind}; all had come to an end {lag:.0f} s after the last message")
        print(f"memory {memory}")
    soak.conclude(wrong, folder)


if __name__ == "__main__":
    main()
