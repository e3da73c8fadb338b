# SPDX-License-Identifier: Apache-2.0
"""Checks DKIM signatures with dkimpy, and a DNS that knows one record.

Reads a line of JSON for each mail (`mail`, and the record's `name` and `text`) and answers each with `ok` and the signed
fields, or why it is not.
"""
import json
import sys

import dkim

for line in sys.stdin:
    request = json.loads(line)
    asked = []

    def lookup(name, timeout=5):
        asked.append(name.decode().rstrip("."))
        return request["text"].encode() if asked[-1] == request["name"] else None

    try:
        # Without a minimal length for keys dkimpy would take those of 1024 bits.
        check = dkim.DKIM(request["mail"].encode(), minkey=2048, logger=None)
        if check.verify(dnsfunc=lookup):
            print("ok " + ":".join(name.decode().lower() for name in check.include_headers), flush=True)
        else:
            print(f"not valid; asked for {asked}", flush=True)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
