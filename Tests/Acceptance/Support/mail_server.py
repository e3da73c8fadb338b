# SPDX-License-Identifier: Apache-2.0
"""A mail server that writes every mail it accepts as a line of JSON, read by Python's own mail parser.

It ends when its standard input does.
"""
import argparse
import asyncio
import email
import email.policy
import json
import os
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult


def defects_of(message):
    found = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    for part in message.walk():
        for name, value in part.items():
            found += [f"{name}: {type(defect).__name__}" for defect in getattr(value, "defects", ())]
    return found


def described(envelope):
    content = envelope.original_content or envelope.content
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = [
        {"type": part.get_content_type(), "text": part.get_content()}
        for part in message.walk()
        if not part.is_multipart()
    ]
    return {
        "mail_from": envelope.mail_from,
        "rcpt_to": envelope.rcpt_tos,
        "subject": str(message["subject"]),
        "from": str(message["from"]),
        "to": str(message["to"]),
        "type": message.get_content_type(),
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "parts": parts,
        # Reading the parts can find further defects, so they are collected last.
        "defects": defects_of(message),
        "lines_over_998": sum(len(line) > 998 for line in content.split(b"\r\n")),
        "source": content.decode("utf-8", "replace"),
    }


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--refuse", action="append", default=[], help="recipients that are unknown here")
    options.add_argument("--reply", action="append", default=[], help="ADDRESS=LINE: what a recipient is answered with")
    options.add_argument("--user", help="ask for this user, with the password in MAIL_PASSWORD")
    options = options.parse_args()

    replies = dict(reply.split("=", 1) for reply in options.reply)

    def say(line):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
            if address in options.refuse:
                return "550 5.1.1 There is no such mailbox here"
            if address in replies:
                return replies[address]
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 Recipient is known"

        async def handle_DATA(self, server, session, envelope):
            say("mail " + json.dumps(described(envelope)))
            return "250 2.0.0 Taken"

    def authenticate(server, session, envelope, mechanism, data):
        password = os.environ.get("MAIL_PASSWORD", "").encode()
        return AuthResult(success=data.login == options.user.encode() and data.password == password, handled=False)

    def connection():
        wanted = {}
        if options.user:
            wanted = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
        return SMTP(Handler(), hostname="mail.example", ident="acceptance", **wanted)

    async def serve():
        server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", options.port)
        say(f"listening on {server.sockets[0].getsockname()[1]}")
        await server.serve_forever()

    # Whoever started us has gone when this ends.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    asyncio.run(serve())


main()
