#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Posts messages as JSON to one HTTP endpoint: a process plugin for Belfry, with the standard library alone."""

import json
import socket
import ssl
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

DESCRIPTION = {
    "name": "http-post",
    "version": "1.0",
    "summary": "Posts messages as JSON to one HTTP endpoint.",
    "formats": ["text"],
    "limits": {
        "title": {"max": 120, "unit": "characters"},
        "body": {"max": 4000, "unit": "characters"},
    },
    "capabilities": ["deduplicates"],
    "methods": ["check"],
    "concurrency": 8,
    "settings": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": {"type": "string", "description": "Where to post to: an http or https address."},
            "token": {"type": "string", "writeOnly": True, "description": "Sent as a bearer token."},
            "dry_run": {"type": "boolean", "default": False, "description": "Shape everything, send nothing."},
        },
    },
}

# What an answer means: the words are Belfry's own (see the README beside this folder).
BY_STATUS = {
    401: "auth_rejected",
    403: "auth_rejected",
    404: "target_unknown",
    410: "target_gone",
    413: "payload_too_large",
    408: "provider_unavailable",
    425: "provider_unavailable",
    429: "rate_limited",
}

settings = {}
output = threading.Lock()


def answer(request, **content):
    """One line for one request; several threads may want to write at once."""
    line = json.dumps({"id": request["id"], **content})
    with output:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def failed(error_type, message, retry_after=None):
    fault = {"error_type": error_type, "message": message}
    if retry_after is not None:
        fault["retry_after"] = retry_after
    return {"outcome": "failed", "fault": fault}


def connection(timeout):
    parts = urlsplit(settings["url"])
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname, parts.port, timeout=timeout)


def deliver(params):
    body = json.dumps(
        {
            "id": params["delivery"],
            "room": params["destination"]["to"],
            "title": params["rendering"]["title"],
            "text": params["rendering"]["body"],
            "severity": params["message"]["facts"].get("severity"),
            "phase": params["message"]["facts"].get("phase"),
            "link": params["message"]["facts"].get("link"),
        }
    ).encode()
    if settings.get("dry_run"):
        return {"outcome": "delivered", "note": "dry run"}
    headers = {"Content-Type": "application/json", "Idempotency-Key": params["delivery"]}
    if settings.get("token"):
        headers["Authorization"] = "Bearer " + settings["token"]
    parts = urlsplit(settings["url"])
    path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    link = connection(max(1, params["timeout"] - 1))
    try:
        try:
            link.connect()
        except ConnectionRefusedError:
            return failed("connection_refused", "the endpoint refuses connections")
        except socket.gaierror:
            return failed("dns_failure", "the endpoint's name is not known")
        except ssl.SSLCertVerificationError:
            return failed("tls_untrusted", "the endpoint's certificate is not trusted")
        except OSError:
            # Nothing has been sent: it can be tried again without a doubt.
            return failed("timeout", "there is no connection to the endpoint")
        try:
            link.request("POST", path, body, headers)
            response = link.getresponse()
            content = response.read(64 * 1024)
        except (OSError, HTTPException):
            # It was on its way: only the endpoint knows what became of it.
            return {"outcome": "unknown", "fault": {"message": "the connection broke before an answer came"}}
        return outcome(response, content)
    finally:
        link.close()


def outcome(response, content):
    status = response.status
    if 200 <= status < 300:
        try:
            receipt = json.loads(content)["id"]
        except (ValueError, KeyError, TypeError):
            receipt = None
        return {"outcome": "delivered", "receipt": receipt, "note": "HTTP %d" % status}
    if 300 <= status < 400:
        return failed("redirected", "the endpoint has moved")
    wait = response.getheader("Retry-After", "")
    error_type = BY_STATUS.get(status) or ("provider_unavailable" if status >= 500 else "content_rejected")
    return failed(error_type, "the endpoint answered %d" % status, int(wait) if wait.isdigit() else None)


def configure(request):
    given = request["params"]["settings"]
    parts = urlsplit(given.get("url", ""))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        message = "url must be an http or https address"
        answer(request, error={"error_type": "config_invalid", "message": message, "where": "/url"})
    else:
        settings.clear()
        settings.update(given)
        answer(request, result={})


def check(request):
    """Whether somebody listens; nothing is sent."""
    findings = []
    if not settings.get("dry_run"):
        try:
            link = connection(5)
            link.connect()
            link.close()
        except OSError as error:
            findings.append({"rule": "endpoint_unreachable", "level": "error", "message": str(error)})
    answer(request, result={"findings": findings})


def attempt(request):
    try:
        answer(request, result=deliver(request["params"]))
    except Exception as error:  # One bad attempt must not take the others with it.
        print("delivery failed: %r" % error, file=sys.stderr, flush=True)
        answer(request, result={"outcome": "unknown", "fault": {"message": "the plugin itself failed"}})


def main():
    with ThreadPoolExecutor(max_workers=DESCRIPTION["concurrency"]) as pool:
        # Ends at “shutdown”, or with the input: then the hub has gone.
        for line in sys.stdin:
            request = json.loads(line)
            method = request["method"]
            if method == "describe":
                answer(request, result=DESCRIPTION)
            elif method == "configure":
                configure(request)
            elif method == "deliver":
                pool.submit(attempt, request)
            elif method == "check":
                pool.submit(check, request)
            elif method == "shutdown":
                break
            else:
                message = "there is no method " + json.dumps(method)
                answer(request, error={"error_type": "unsupported_feature", "message": message})


if __name__ == "__main__":
    main()
