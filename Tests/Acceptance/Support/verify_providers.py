# SPDX-License-Identifier: Apache-2.0
"""Has independent libraries judge what the stand-ins have received.

    verify_providers.py FOLDER SINK

FOLDER is what `belfry simulate --configuration` has written, SINK the HTTP sink's address. Prints one JSON object: how
many requests of each kind were judged. Ends with status 1 and the reason where one of them is wrong.
"""
import base64
import json
import pathlib
import re
import sys
import time
import urllib.parse
import urllib.request

import http_ece
import jwt
import twitter_text
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from oauthlib.oauth1 import Client
from py_vapid import Vapid02
from standardwebhooks.webhooks import Webhook

FOLDER, SINK = pathlib.Path(sys.argv[1]), sys.argv[2]


def secret(name):
    return (FOLDER / "secrets" / name).read_text()


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Arrived:
    def __init__(self, record):
        self.path = record["target"].split("?")[0]
        self.target, self.method, self.answer = record["target"], record["method"], record["answer"]
        self.headers = {name.lower(): value for name, value in record["headers"]}
        self.body = base64.b64decode(record["body_base64"]) if "body_base64" in record else record["body"].encode()

    @property
    def json(self):
        return json.loads(self.body)


def webhooks(requests):
    """Standard Webhooks' own library."""
    judged = [request for request in requests if request.path == "/payments"]
    for request in judged:
        Webhook(secret("webhook")).verify(request.body.decode(), request.headers)
    return len(judged)


def apns(requests):
    """PyJWT, with the public half of the signing key."""
    public = serialization.load_pem_private_key(secret("apns").encode(), None).public_key()
    judged = [request for request in requests if "/3/device/" in request.path]
    for request in judged:
        scheme, token = request.headers["authorization"].split(" ")
        claims = jwt.decode(token, public, algorithms=["ES256"])
        assert scheme == "bearer" and abs(claims["iat"] - time.time()) < 3_600, claims
        assert json.loads(request.body)["aps"]["alert"]
    return len(judged)


def fcm(requests):
    """PyJWT, with the public half of the service account's key."""
    account = json.loads(secret("fcm"))
    public = serialization.load_pem_private_key(account["private_key"].encode(), None).public_key()
    judged = [request for request in requests if request.path == "/fcm/token"]
    for request in judged:
        form = urllib.parse.parse_qs(request.body.decode())
        claims = jwt.decode(form["assertion"][0], public, algorithms=["RS256"], audience=account["token_uri"])
        assert claims["iss"] == account["client_email"], claims
    return len(judged)


def web_push(requests):
    """http_ece decrypts as the browser would; py_vapid and PyJWT check who sent it."""
    reader = json.loads((FOLDER / "readers" / "browser.json").read_text())
    key = ec.derive_private_key(int.from_bytes(unpadded(reader["private_key"]), "big"), ec.SECP256R1())
    judged = [request for request in requests if request.path.startswith("/webpush/")]
    for request in judged:
        plain = http_ece.decrypt(
            request.body, private_key=key, auth_secret=unpadded(reader["auth"]), version="aes128gcm"
        )
        shown = json.loads(plain)["notification"]
        assert shown["title"] and shown["body"], shown
        assert Vapid02.verify(request.headers["authorization"])
        token, public = re.fullmatch(r"vapid t=([^,]+), ?k=(.+)", request.headers["authorization"]).groups()
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(public))
        jwt.decode(token, point, algorithms=["ES256"], audience=SINK)
    return len(judged)


def x(requests):
    """oauthlib makes the same signature; twitter-text finds every post short enough."""
    judged = [request for request in requests if request.path == "/x/2/tweets" and request.method == "POST"]
    for request in judged:
        given = {
            name: urllib.parse.unquote(value)
            for name, value in re.findall(r'(\w+)="([^"]*)"', request.headers["authorization"])
        }
        client = Client(
            given["oauth_consumer_key"],
            secret("x-consumer-secret"),
            given["oauth_token"],
            secret("x-token-secret"),
            nonce=given["oauth_nonce"],
            timestamp=given["oauth_timestamp"],
        )
        signed = client.sign(SINK + request.target, http_method="POST")[1]["Authorization"]
        expected = urllib.parse.unquote(re.search(r'oauth_signature="([^"]*)"', signed).group(1))
        assert given["oauth_signature"] == expected, "the signature differs"
        weight = twitter_text.parse_tweet(request.json["text"]).asdict()
        assert weight["valid"], weight
    return len(judged)


def bluesky(requests):
    """Every facet covers, counted in bytes, the text of the link that it makes."""
    facets = 0
    for request in requests:
        if not request.path.endswith("com.atproto.repo.putRecord"):
            continue
        record = request.json["record"]
        text = record["text"].encode()
        for facet in record.get("facets", []):
            covered = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
            link = facet["features"][0]["uri"]
            # Links are shown without their scheme, and long ones are cut.
            shown = covered.removeprefix("https://").removeprefix("http://").removesuffix("…")
            assert shown and link.partition("://")[2].startswith(shown), (covered, link)
            facets += 1
    return facets


with urllib.request.urlopen(f"{SINK}/_sink/requests") as answer:
    arrived = [Arrived(record) for record in json.load(answer)["requests"]]
judges = {"webhooks": webhooks, "apns": apns, "fcm": fcm, "web_push": web_push, "x": x, "bluesky": bluesky}
counts = {}
for name, judge in judges.items():
    try:
        counts[name] = judge(arrived)
    except Exception as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")
print(json.dumps(counts))
