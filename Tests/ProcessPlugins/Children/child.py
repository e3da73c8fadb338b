# SPDX-License-Identifier: Apache-2.0
"""A plugin that misbehaves in the way its first argument names, for destinations called “bad”; else it is well."""

import json
import os
import subprocess
import sys
import time

mode = sys.argv[1]
folder = os.getcwd()
out = sys.stdout


def note(name, text):
    with open(os.path.join(folder, name), "a") as file:
        file.write(text + "\n")


def say(**content):
    out.write(json.dumps(content) + "\n")
    out.flush()


def forever():
    while True:
        time.sleep(60)


note("started", str(os.getpid()))
if mode == "exits":
    sys.exit(3)
if mode == "silent":
    forever()
if mode == "banner":
    print("Welcome!", flush=True)

held = []
for line in sys.stdin:
    request = json.loads(line)
    id, method, params = request["id"], request["method"], request.get("params")
    if method == "describe":
        say(
            id=id,
            result={
                "name": "child",
                "limits": {"body": {"max": 400, "unit": "bytes"}},
                "methods": ["check", "render"] if mode.startswith("renders") else ["check"],
                "capabilities": ["destination_secrets"] if mode == "asks-secrets" else [],
                "settings": {
                    "type": "object",
                    "properties": {"key": {"type": "string", "writeOnly": True}},
                },
            },
        )
    elif method == "configure":
        note("settings", json.dumps(params["settings"]))
        if mode == "picky":
            key = params["settings"].get("key")
            say(id=id, error={"error_type": "auth_rejected", "message": "no to " + str(key), "where": "/key"})
        else:
            say(id=id, result={})
    elif method == "check":
        say(id=id, result={"findings": []})
    elif method == "render":
        say(id=id, result={"body": "x" * 1000 if mode == "renders-long" else "own " + params["message"]["title"]})
    elif method == "shutdown":
        note("ended", "politely")
        if mode == "stays":
            forever()
        break
    elif method != "deliver":
        say(id=id, error={"error_type": "unsupported_feature", "message": "no such method"})
    elif params["destination"]["to"] != "bad":
        note("delivered", params["delivery"])
        note("bodies", params["rendering"]["body"])
        note("secrets", str(params["destination"]["secret"] if "secret" in params["destination"] else None))
        if mode == "moves-group":
            os.setpgid(0, os.getpgid(os.getppid()))
        note("lengths", str(len(params["rendering"]["body"].encode())))
        say(id=id, result={"outcome": "delivered", "receipt": "r-" + params["delivery"]})
    elif mode == "crashes":
        os._exit(9)
    elif mode == "hangs":
        note("hanging", params["delivery"])
    elif mode == "floods-out":
        while True:
            out.write("{}\n" * 1000)
    elif mode == "blank-lines":
        while True:
            out.write("\n" * 4096)
    elif mode == "floods-errors":
        key = params["destination"].get("secret") or "hunter22"
        for number in range(20000):
            sys.stderr.write("line %d with hunter22 %s\n" % (number, "x" * 3000))
        sys.stderr.flush()
        say(id=id, result={"outcome": "delivered"})
    elif mode == "nonsense":
        print("Traceback (most recent call last):", flush=True)
    elif mode == "long-line":
        out.write("x" * (2 << 20))
        out.flush()
        forever()
    elif mode == "deaf":
        note("deaf", "now")
        forever()
    elif mode == "wrong-id":
        say(id=id + 1000, result={"outcome": "delivered"})
    elif mode == "twice":
        say(id=id, result={"outcome": "delivered"})
        say(id=id, result={"outcome": "delivered"})
    elif mode == "no-outcome":
        say(id=id, result={"ok": True})
    elif mode == "closes-output":
        os.close(1)
        forever()
    elif mode == "grandchild":
        grandchild = subprocess.Popen(["sleep", "600"])
        note("grandchild", str(grandchild.pid))
        os._exit(1)
    elif mode == "late-order":
        held.append(id)
        if len(held) == 3:
            for one in reversed(held):
                say(id=one, result={"outcome": "delivered", "receipt": str(one)})
            held = []
    elif mode == "fails":
        say(
            id=id,
            result={
                "outcome": "failed",
                "fault": {"error_type": "rate_limited", "retry_after": 30, "message": "slow down, hunter22"},
            },
        )
    elif mode == "looks-around":
        note("environment", json.dumps(dict(os.environ)))
        note("open", json.dumps(sorted(os.listdir("/proc/self/fd"), key=int)))
        note("group", str(os.getpgid(0) == os.getpid()))
        say(id=id, result={"outcome": "delivered"})
