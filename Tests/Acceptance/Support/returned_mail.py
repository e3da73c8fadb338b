# SPDX-License-Identifier: Apache-2.0
"""Writes what a far mail system would send back, built with Python's own mail package.

The first argument is the kind; the others are the envelope's sender that it saw, the recipient, and for a failure the
status. The mail that was sent is read from the standard input.
"""
import email
import email.policy
import sys
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText


def fields(kind, blocks):
    """A part of blocks of fields, such as a delivery status."""
    part = MIMEBase(*kind.split("/"))
    messages = []
    for block in blocks:
        message = Message()
        for name, value in block:
            message[name] = value
        messages.append(message)
    part.set_payload(messages if kind == "message/delivery-status" else messages[0].as_string())
    return part


def report(kind, sender, parts, frm):
    mail = MIMEMultipart("report", **{"report-type": kind})
    mail["From"] = frm
    mail["To"] = sender
    mail["Subject"] = "Returned mail"
    mail["Auto-Submitted"] = "auto-replied"
    for part in parts:
        mail.attach(part)
    return mail


def failure(sender, recipient, status, original):
    kind = "delayed" if status.startswith("4") else "failed"
    blocks = [
        [("Reporting-MTA", "dns; mx.example.com"), ("Arrival-Date", "Sat, 21 Nov 2026 15:10:02 +0000")],
        [
            ("Final-Recipient", f"rfc822; {recipient}"),
            ("Original-Recipient", f"rfc822;{recipient}"),
            ("Action", kind),
            ("Status", status),
            ("Diagnostic-Code", f"smtp; 550 {status} <{recipient}>: User unknown"),
        ],
    ]
    headers = MIMEBase("text", "rfc822-headers")
    headers.set_payload(original)
    words = MIMEText("Your message could not be delivered.")
    mail = report(
        "delivery-status", sender, [words, fields("message/delivery-status", blocks), headers], "MAILER-DAEMON@mx.example.com"
    )
    return mail.as_bytes()


def complaint(sender, recipient, original):
    block = [
        ("Feedback-Type", "abuse"),
        ("User-Agent", "Loop/1.0"),
        ("Version", "1"),
        ("Original-Mail-From", f"<{sender}>"),
        ("Original-Rcpt-To", f"<{recipient}>"),
    ]
    words = MIMEText("This is an abuse report.")
    returned = MIMEMessage(email.message_from_string(original))
    parts = [words, fields("message/feedback-report", [block]), returned]
    return report("feedback-report", "abuse@market.example", parts, "feedback@mailbox.example").as_bytes()


def away(sender, recipient):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = recipient
    mail["To"] = sender
    mail["Subject"] = "Out of office: 550 5.1.1"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(f"I am away until May; {recipient} is not read. 550 5.1.1 User unknown, so to speak.")
    return mail.as_bytes()


def main():
    kind, sender, recipient = sys.argv[1:4]
    original = sys.stdin.read()
    header = original.replace("\r\n", "\n").split("\n\n")[0] + "\n\n"
    if kind == "failure":
        content = failure(sender, recipient, sys.argv[4], header)
    elif kind == "complaint":
        content = complaint(sender, recipient, header)
    else:
        content = away(sender, recipient)
    sys.stdout.buffer.write(content)


main()
