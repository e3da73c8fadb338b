# SPDX-License-Identifier: Apache-2.0
"""Servers that break in ways of their own, each on a port: what it says on a line is `NAME PORT`.

It ends when its standard input does.
"""
import argparse
import os
import socket
import ssl
import sys
import threading


def request(connection):
    """Reads one HTTP request to its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or sys.exit()
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0] if lengths else 0):
        body += connection.recv(65536) or sys.exit()


def after_request(text):
    """Reads a request, says this, and then nothing more: the connection stays."""

    def play(connection, _):
        request(connection)
        connection.sendall(text)
        connection.recv(1)

    return play


def tls(connection, context):
    """A handshake with a certificate that nobody vouches for."""
    with context.wrap_socket(connection, server_side=True) as secure:
        request(secure)
        secure.sendall(OK)


def starttls(connection, context):
    """A mail server that encrypts with such a certificate."""
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.recv(1024)
    connection.sendall(b"250-mail.example\r\n250 STARTTLS\r\n")
    connection.recv(1024)
    connection.sendall(b"220 2.0.0 Go ahead\r\n")
    with context.wrap_socket(connection, server_side=True) as secure:
        secure.recv(1024)


def hello_and_away(connection, _):
    """Closes in the middle of the handshake."""
    connection.recv(1)


OK = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

SERVERS = {
    "tls": tls,
    "starttls": starttls,
    "handshake": hello_and_away,
    "continue": after_request(b"HTTP/1.1 100 Continue\r\n\r\n" + OK),
    "hints": after_request(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n" * 3 + OK),
    "promise": after_request(b"HTTP/1.1 102 Processing\r\n\r\n"),
    "switch": after_request(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n"),
    "head": after_request(b"HTTP/1.1 200 OK\r\ncontent-le"),
    "lines": after_request(b"HTTP/1.1 200 OK\r\n" + b"x-filler: " + b"a" * 400_000 + b"\r\n\r\n"),
    "old": after_request(b"HTTP/1.0 200 Fine\r\ncontent-length: 0\r\n\r\n"),
    "beyond": after_request(b"HTTP/1.1 799 Beyond\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
    "version": after_request(b"HTTP/7.3 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
}


def serve(listener, play, context):
    while True:
        connection, _ = listener.accept()

        def one(connection=connection):
            with connection:
                try:
                    play(connection, context)
                except (OSError, ssl.SSLError, SystemExit):
                    pass

        threading.Thread(target=one, daemon=True).start()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--certificate", help="a file with a key and its certificate, in PEM; without it no TLS")
    options = options.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
    for name, play in SERVERS.items():
        if play in (tls, starttls) and context is None:
            continue
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=serve, args=(listener, play, context), daemon=True).start()
        print(name, listener.getsockname()[1], flush=True)
    print("all there", flush=True)
    sys.stdin.read()
    os._exit(0)


main()
