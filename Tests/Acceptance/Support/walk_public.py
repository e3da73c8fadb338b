# SPDX-License-Identifier: Apache-2.0
"""Fetches everything that anyone can find on a hub, as a crawler would that knows no token.

    walk_public.py BASE < ADDRESSES

Standard input holds the paths to start from, one a line. From there every link, source, form and address within the same
hub is followed. Each is asked for plainly, compressed, by its head alone, with the tag that the first answer had, and with
a method that it may not take; of a stream the first seconds are read. Each answer is printed as a line of JSON: `method`,
`path`, `status`, `headers`, `text`, and `flaw` where the answers to one address contradict each other.
"""
import gzip
import html.parser
import http.client
import json
import re
import sys
import urllib.parse

BASE = sys.argv[1].rstrip("/")
HOST = urllib.parse.urlsplit(BASE)
# Seconds of a stream: longer than its pace, so that it says what it has to say.
LISTEN = 2


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("href", "src", "action", "content") and value]


def ask(method, path, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection(HOST.hostname, HOST.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        fields = {name.lower(): value for name, value in answer.getheaders()}
        if fields.get("content-type", "").startswith("text/event-stream") and method == "GET":
            connection.sock.settimeout(LISTEN)
            body = b""
            try:
                while len(body) < 10_000 and (line := answer.readline()):
                    body += line
            except TimeoutError:
                pass
        else:
            body = answer.read()
        return answer.status, fields, body
    finally:
        connection.close()


def tell(method, path, answer, flaw=None):
    status, headers, body = answer
    text = body.decode("utf-8", "replace")
    print(json.dumps({"method": method, "path": path, "status": status, "headers": headers, "text": text, "flaw": flaw}))


def links(path, headers, text):
    kind = headers.get("content-type", "").split(";")[0]
    found = [headers["location"]] if "location" in headers else []
    if kind == "text/html":
        reader = Links()
        reader.feed(text)
        found += [one for one in reader.found if not re.match(r"[a-z-]+:", one) or one.startswith(BASE)]
    # Feeds, calendars and answers for programs name whole addresses.
    found += re.findall(re.escape(BASE) + r"[^\s\"'<>\\&)\]]*", text)
    for one in found:
        address = urllib.parse.urlsplit(urllib.parse.urljoin(BASE + path, one))
        # Attributes hold other things than addresses: those have spaces, commas and the like.
        if address.netloc == HOST.netloc and re.fullmatch(r"[\w./~%+-]*", address.path):
            yield urllib.parse.urlunsplit(("", "", address.path or "/", address.query, ""))


def walk(starts):
    waiting, known = list(starts), set(starts)
    while waiting:
        path = waiting.pop(0)
        plain = ask("GET", path)
        status, headers, body = plain
        tell("GET", path, plain)
        if not headers.get("content-type", "").startswith("text/event-stream"):
            packed = ask("GET", path, accept_encoding="gzip")
            if packed[1].get("content-encoding") == "gzip":
                packed = (packed[0], packed[1], gzip.decompress(packed[2]))
                tell("GET", path, packed, None if packed[2] == body else "the compressed answer is another one")
            head = ask("HEAD", path)
            # What is asked for anew may have changed: only the same tag means the same.
            same = head[0] == status and not head[2] and head[1].get("etag") == headers.get("etag")
            tell("HEAD", path, head, None if same else "the head is not that of the answer")
            if "etag" in headers:
                again = ask("GET", path, if_none_match=headers["etag"])
                tell("GET", path, again, None if again[0] == 304 and not again[2] else "a second fetch is no 304")
            tell("DELETE", path, ask("DELETE", path))
        for link in links(path, headers, body.decode("utf-8", "replace")):
            if link not in known:
                known.add(link)
                waiting.append(link)


walk([line.strip() for line in sys.stdin if line.strip()])
