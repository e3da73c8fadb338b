# SPDX-License-Identifier: Apache-2.0
"""Receivers for the soak: webhook endpoints and a mail relay that fail at random, and write down all that they saw.

A line of the log is `key address answer`, handed to the system before the answer leaves.
"""
import asyncio
import os
import random
import re
import socket
import struct

WELL, SHAKY = 3, 3

# What a shaky endpoint does, with its weight: a status, or one of the ways in which there is none.
HTTP_FAULTS = [
    ("200", 860), ("500", 40), ("502", 15), ("404", 5), ("429", 10), ("503", 10), ("slow", 30), ("reset", 12),
    ("close", 12), ("hang", 2), ("garbage", 4),
]
MAIL_FAULTS = [("250", 950), ("451", 30), ("reset", 5), ("silent", 10), ("slow", 5)]


class Log:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, key, address, answer):
        os.write(self.file, f"{key} {address} {answer}\n".encode())


class Draw:
    def __init__(self, table, seed):
        self.random = random.Random(seed)
        self.words = [word for word, _ in table]
        self.weights = [weight for _, weight in table]

    def next(self):
        return self.random.choices(self.words, self.weights)[0]


class Endpoint(asyncio.Protocol):
    """Plain HTTP/1.1: enough of it for a client that sends a length."""

    LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
    KEY = re.compile(rb"\r\nwebhook-id: *([^\r]+)", re.IGNORECASE)

    def __init__(self, log, port, draw):
        self.log, self.port, self.draw = log, port, draw
        self.data = b""
        self.is_busy = False

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        self.proceed()

    def proceed(self):
        while not self.is_busy:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.data[:end]
            length = self.LENGTH.search(head)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self.data) < size:
                return
            self.data = self.data[size:]
            path = head.split(b" ", 2)[1].decode()
            key = self.KEY.search(head)
            self.answer(key[1].decode() if key else "none", f"http://127.0.0.1:{self.port}{path}")

    def answer(self, key, address):
        answer = self.draw.next() if self.draw else "200"
        self.log.write(key, address, answer)
        if answer == "slow":
            self.is_busy = True
            asyncio.get_running_loop().call_later(self.draw.random.uniform(0.1, 1.5), self.resume)
        elif answer == "hang":
            self.is_busy = True
        elif answer == "reset":
            peer = self.transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        elif answer == "close":
            self.transport.close()
        elif answer == "garbage":
            self.transport.write(b"\x01\x02 this is not HTTP\r\n\r\n")
            self.transport.close()
        else:
            wait = b"retry-after: 1\r\n" if answer in ("429", "503") else b""
            self.transport.write(b"HTTP/1.1 " + answer.encode() + b" Said\r\n" + wait + b"content-length: 0\r\n\r\n")

    def resume(self):
        self.is_busy = False
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            self.proceed()


class Relay(asyncio.Protocol):
    """A mail server that takes one mail after the other."""

    ID = re.compile(rb"^message-id: *<([^@>]+)", re.IGNORECASE | re.MULTILINE)

    def __init__(self, log, draw):
        self.log, self.draw = log, draw
        self.data = b""
        self.recipient = ""
        self.is_content = False
        self.is_busy = False

    def connection_made(self, transport):
        self.transport = transport
        self.say("220 mail.example ESMTP")

    def say(self, line):
        self.transport.write(line.encode() + b"\r\n")

    def data_received(self, data):
        self.data += data
        self.proceed()

    def proceed(self):
        while not self.is_busy:
            end = self.data.find(b"\r\n.\r\n" if self.is_content else b"\r\n")
            if end < 0:
                return
            part, self.data = self.data[:end], self.data[end + (5 if self.is_content else 2):]
            if self.is_content:
                self.is_content = False
                self.take(part)
            else:
                self.obey(part.decode("utf-8", "replace"))

    def obey(self, line):
        verb = line[:4].upper()
        if verb == "EHLO":
            self.transport.write(b"250-mail.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n")
        elif verb == "RCPT":
            self.recipient = line[line.find("<") + 1:line.rfind(">")]
            if self.recipient.startswith("nobody"):
                self.say("550 5.1.1 There is no such mailbox")
            else:
                self.say("250 2.1.5 Ok")
        elif verb == "DATA":
            self.is_content = True
            self.say("354 Go ahead")
        elif verb == "QUIT":
            self.say("221 2.0.0 Bye")
            self.transport.close()
        else:
            self.say("250 2.0.0 Ok")

    def take(self, content):
        answer = self.draw.next()
        found = self.ID.search(content)
        # A mail that is refused has not been taken; one whose sender does not hear of it has.
        self.log.write(found[1].decode() if found else "none", self.recipient, answer)
        if answer == "451":
            self.say("451 4.3.0 Not now")
        elif answer in ("reset", "silent"):
            self.transport.abort()
        elif answer == "slow":
            self.is_busy = True
            asyncio.get_running_loop().call_later(self.draw.random.uniform(0.1, 1.5), self.resume)
        else:
            self.say("250 2.0.0 Taken")

    def resume(self):
        self.is_busy = False
        if not self.transport.is_closing():
            self.say("250 2.0.0 Taken")
            self.proceed()


async def outages(loop, open_again, servers, seed):
    """Now and then a shaky port is closed for some seconds, and everything on it with it."""
    chance = random.Random(seed)
    while True:
        await asyncio.sleep(chance.uniform(20, 60))
        place = chance.randrange(len(servers))
        servers[place].close()
        await asyncio.sleep(chance.uniform(2, 8))
        servers[place] = await open_again(place)


async def serve(log_path, seed, ports):
    loop = asyncio.get_running_loop()
    log = Log(log_path)

    def listen(make, port=0):
        return loop.create_server(make, "127.0.0.1", port, backlog=1024, reuse_address=True)

    async def endpoint(draw, port):
        return await listen(lambda: Endpoint(log, port, draw), port)

    draws = [None] * WELL + [Draw(HTTP_FAULTS, seed + place) for place in range(SHAKY)]
    numbers = []
    for _ in draws:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            numbers.append(probe.getsockname()[1])
    servers = [await endpoint(draw, port) for draw, port in zip(draws, numbers)]
    mail = Draw(MAIL_FAULTS, seed + 100)
    relay = await listen(lambda: Relay(log, mail))
    ports.send((numbers[:WELL], numbers[WELL:], relay.sockets[0].getsockname()[1]))
    shaky = servers[WELL:]
    await outages(loop, lambda place: endpoint(draws[WELL + place], numbers[WELL + place]), shaky, seed)


def run(log_path, seed, ports):
    asyncio.run(serve(log_path, seed, ports))
