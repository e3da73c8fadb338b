# SPDX-License-Identifier: Apache-2.0
"""Reads what was pushed to a browser, with http_ece, a library that shares no code with Belfry.

Takes a JSON object a line, `{"body": …, "private_key": …, "auth": …}`, all in base64url, and prints what the browser
would be given for each, a line of JSON. The exit status is 1 where one cannot be read.
"""
import base64
import json
import sys

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


for line in sys.stdin:
    push = json.loads(line)
    key = ec.derive_private_key(int.from_bytes(unpadded(push["private_key"]), "big"), ec.SECP256R1())
    plain = http_ece.decrypt(
        unpadded(push["body"]), private_key=key, auth_secret=unpadded(push["auth"]), version="aes128gcm"
    )
    print(json.dumps(json.loads(plain)), flush=True)
