# SPDX-License-Identifier: Apache-2.0
"""Checks requests with the reference library of Standard Webhooks.

Reads a line of JSON for each (`secret`, `headers`, `payload`) and answers each with `ok`, or why it is not.
"""
import json
import sys

from standardwebhooks.webhooks import Webhook

for line in sys.stdin:
    request = json.loads(line)
    try:
        Webhook(request["secret"]).verify(request["payload"], request["headers"])
        print("ok", flush=True)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
