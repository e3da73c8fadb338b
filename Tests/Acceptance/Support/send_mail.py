# SPDX-License-Identifier: Apache-2.0
"""Hands the mail on standard input to a mail server on this machine, and says what the server answered.

The arguments are the port, the envelope's sender, which may be empty, and the recipient.
"""
import smtplib
import sys


def main():
    port, sender, recipient = sys.argv[1:4]
    with smtplib.SMTP("127.0.0.1", int(port)) as server:
        try:
            server.sendmail(sender, [recipient], sys.stdin.buffer.read())
            print("taken")
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = refusal.recipients[recipient]
            print(code, words.decode())


main()
