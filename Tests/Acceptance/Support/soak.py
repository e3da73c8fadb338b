# SPDX-License-Identifier: Apache-2.0
"""Runs a hub for a long time under steady load, against receivers that fail at random, and checks what came of it.

At the end everything accepted must have come to an end, the hub's records must agree with what its receivers saw, and
its memory must be flat: the median of the last third at most a tenth above that of the second. Needs nothing but
Python. Exit status 0 only if all holds.
"""
import argparse
import collections
import http.client
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import soak_sinks

TOKEN = "soak-bootstrap-token"
OPEN = ("pending", "in_flight", "retrying")
TAKEN = ("200", "slow", "250", "silent")


class Hub:
    """A hub in a folder of its own."""

    def __init__(self, binary, templates, folder, endpoints, relay, readers):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.folder = folder
        os.makedirs(f"{folder}/Config")
        rows = [f"hooks,{url}" for url in endpoints] + [f"mail,{reader}" for reader in readers]
        with open(f"{folder}/Config/everyone.csv", "w") as file:
            file.write("\n".join(["channel,to", *rows]) + "\n")
        with open(f"{folder}/Config/belfry.yaml", "w") as file:
            file.write(self.configuration(templates, relay))
        self.size = len(rows)
        self.log = open(f"{folder}/hub.log", "wb")
        self.process = subprocess.Popen(
            [os.path.abspath(binary), "serve", "--config", f"{folder}/Config/belfry.yaml"],
            env=dict(os.environ, BELFRY_BOOTSTRAP_TOKEN=TOKEN, BELFRY_LOG="warning"),
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=folder,
        )
        line = self.process.stdout.readline().decode()
        if "listening" not in line:
            raise SystemExit(f"The hub did not start: {line} (see {folder}/hub.log)")

    def configuration(self, templates, relay):
        return f"""
hub:
  listen: "127.0.0.1:{self.port}"
  public_url: "http://127.0.0.1:{self.port}"
  data: "../data"
  templates: "{templates}"
channels:
  - name: hooks
    plugin: webhook
    settings: {{ allow_private_networks: true, timeout: 3s }}
    retry: {{ schedule: [1s, 2s, 4s, 8s, 15s, 15s, 30s], expires: 1h }}
  - name: mail
    plugin: email
    settings: {{ server: "smtp://127.0.0.1:{relay}", from: "Soak <soak@market.example>", security: none }}
    retry: {{ schedule: [1s, 2s, 4s, 8s, 15s, 15s, 30s], expires: 1h }}
audiences:
  - {{ name: everyone, file: "everyone.csv" }}
playbooks: []
access:
  bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"
"""

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text or b"null")

    def deliveries(self, query=""):
        cursor = ""
        while True:
            status, page = self.ask("GET", f"/v1/deliveries?limit=500{query}{cursor}")
            if status != 200:
                raise SystemExit(f"Deliveries cannot be listed: {status} {page}")
            yield from page["items"]
            if not page.get("next_cursor"):
                return
            cursor = f"&cursor={page['next_cursor']}"

    def open_count(self):
        states = "".join(f"&state={state}" for state in OPEN)
        status, page = self.ask("GET", f"/v1/deliveries?limit=500{states}")
        return len(page["items"]) if status == 200 else 500

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


class Load:
    """Says things at a steady pace: incidents with updates, and notices between them."""

    def __init__(self, hub, rate):
        self.hub, self.pause = hub, hub.size / rate
        self.accepted, self.refused, self.slowest = [], collections.Counter(), 0.0
        self.incident, self.updates = None, 0

    def run(self, end):
        due = time.monotonic()
        number = 0
        while time.monotonic() < end and self.hub.process.poll() is None:
            number += 1
            self.say(number)
            due = max(due + self.pause, time.monotonic() - 5)
            time.sleep(max(0, due - time.monotonic()))

    def say(self, number):
        start = time.monotonic()
        text = f"Statement {number}."
        if number % 4 == 0:
            body = {"title": "Notice", "body": text, "to": ["everyone"]}
            status, answer = self.hub.ask("POST", "/v1/messages", body)
        elif self.incident and self.updates < 6:
            self.updates += 1
            body = {"phase": "identified", "body": text}
            status, answer = self.hub.ask("POST", f"/v1/incidents/{self.incident}/updates", body)
        else:
            severity = ["sev1", "sev3", "sev4"][number % 3]
            body = {"title": "Incident", "severity": severity, "audiences": ["everyone"], "body": text}
            status, answer = self.hub.ask("POST", "/v1/incidents", body)
            if status == 201:
                self.incident, self.updates = answer["id"], 0
        self.slowest = max(self.slowest, time.monotonic() - start)
        if status in (201, 202):
            self.accepted.append((answer.get("update") or answer)["id"])
        else:
            self.refused[f"{status} {answer.get('code')}"] += 1


def check(hub, load, log_path):
    """What is wrong; nothing, where all is well."""
    wrong = []
    wire = collections.defaultdict(lambda: [set(), 0, 0])
    with open(log_path) as log:
        for line in log:
            key, address, answer = line.split()
            seen = wire[(key.rsplit("_", 1)[0], address)]
            seen[0].add(key)
            seen[1] += 1
            seen[2] += answer in TAKEN
    states, sizes, repeated, several = collections.Counter(), collections.Counter(), [], []
    for delivery in hub.deliveries():
        states[delivery["state"]] += 1
        sizes[delivery["update"] or delivery["message"]] += 1
        keys, requests, taken = wire.pop((delivery["message"], delivery["to"]), (set(), 0, 0))
        who = f"{delivery['id']} to {delivery['to']}, {delivery['state']}"
        if delivery["state"] in OPEN:
            wrong.append(f"{who}: it is still open")
        if len(keys) > 1:
            wrong.append(f"{who}: it was sent under {len(keys)} keys")
        if requests > delivery["attempt_count"]:
            wrong.append(f"{who}: {requests} requests, {delivery['attempt_count']} attempts")
        if delivery["state"] == "delivered" and taken == 0:
            wrong.append(f"{who}: its receiver never took it")
        if taken > 1:
            repeated.append((delivery["id"], taken))
        elif delivery["attempt_count"] > 1 and len(several) < 1_000:
            several.append((delivery["id"], taken))
    wrong += [f"{count[1]} requests to {place[1]} that no delivery knows" for place, count in wire.items()]
    wrong += [f"{one} has {sizes[one]} deliveries of {hub.size}" for one in load.accepted if sizes[one] != hub.size]
    for delivery, taken in repeated + several:
        attempts = hub.ask("GET", f"/v1/deliveries/{delivery}")[1]["attempts"]
        numbers = [attempt["number"] for attempt in attempts]
        if numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"{delivery}: its attempts are numbered {numbers}")
        known = sum(attempt["result"] in ("delivered", "unknown") for attempt in attempts)
        if taken > known:
            wrong.append(f"{delivery}: it was taken {taken} times, and {known} attempts may have been")
    return wrong, states, len(repeated)


def memory_verdict(samples):
    third = len(samples) // 3
    if third < 10:
        return [], "too short a run to say"
    first, second, last = (statistics.median(samples[place * third:(place + 1) * third]) for place in range(3))
    words = f"medians by thirds {first:.0f}, {second:.0f}, {last:.0f} MiB, at most {max(samples):.0f} MiB"
    return ([f"memory grows: {words}"] if last > second * 1.1 else []), words


def soaked(hub, load, minutes, is_open, patience, each_second=lambda second: None):
    """Lets the load run, then waits until all has come to an end.

    Gives the memory of every second, and how many seconds the end took; None where the hub has died.
    """
    samples = []
    end = time.monotonic() + minutes * 60
    speaker = threading.Thread(target=load.run, args=(end,), daemon=True)
    speaker.start()
    while speaker.is_alive() and hub.process.poll() is None:
        samples.append(hub.memory())
        each_second(len(samples))
        speaker.join(timeout=1)
    if hub.process.poll() is not None:
        return samples, None
    start = time.monotonic()
    while is_open() and time.monotonic() < start + patience:
        time.sleep(1)
    return samples, time.monotonic() - start


def ended(hub):
    """Has the hub end; what is wrong with how it does."""
    hub.process.terminate()
    return [f"the hub ended with {hub.process.returncode}"] if hub.process.wait(120) != 0 else []


def died(hub):
    return [f"the hub ended with {hub.process.returncode}; see {hub.folder}/hub.log"]


def conclude(wrong, folder):
    """Tells what is wrong, and keeps everything where anything is."""
    for complaint in wrong[:20]:
        print(f"WRONG: {complaint}")
    if wrong:
        print(f"{len(wrong)} complaints; everything is kept in {folder}")
        sys.exit(1)
    shutil.rmtree(folder)
    print("All invariants hold.")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--binary", required=True)
    options.add_argument("--templates", required=True)
    options.add_argument("--minutes", type=float, default=15)
    options.add_argument("--rate", type=float, default=300, help="deliveries a second")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--patience", type=float, default=900, help="seconds until all must have come to an end")
    options = options.parse_args()

    folder = tempfile.mkdtemp(prefix="belfry-soak-")
    log_path = f"{folder}/wire.log"
    here, there = multiprocessing.Pipe()
    sinks = multiprocessing.Process(target=soak_sinks.run, args=(log_path, options.seed, there), daemon=True)
    sinks.start()
    well, shaky, relay = here.recv()
    endpoints = [f"http://127.0.0.1:{port}/{number}" for port in well + shaky for number in range(20)]
    readers = [f"reader{number}@example.com" for number in range(40)] + ["nobody@example.com"]
    hub = Hub(options.binary, options.templates, folder, endpoints, relay, readers)
    load = Load(hub, options.rate)
    print(f"{hub.size} destinations, {options.rate:.0f} deliveries a second, {options.minutes:g} minutes; {folder}")

    samples, lag = soaked(hub, load, options.minutes, hub.open_count, options.patience)
    if lag is None:
        wrong = died(hub)
    else:
        wrong, states, repeated = check(hub, load, log_path)
        grown, memory = memory_verdict(samples)
        wrong += grown + ended(hub)
        total = sum(states.values())
        print(f"accepted {len(load.accepted)} messages, refused {dict(load.refused)}, slowest answer {load.slowest:.2f} s")
        print(f"{total} deliveries: {dict(states)}; {repeated} taken more than once, each after an unknown outcome")
        print(f"all had come to an end {lag:.0f} s after the last message; memory {memory}")
    sinks.terminate()
    conclude(wrong, folder)


if __name__ == "__main__":
    main()
