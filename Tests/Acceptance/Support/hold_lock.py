# SPDX-License-Identifier: Apache-2.0
"""Keeps a SQLite file locked for writing until its standard input ends."""
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
connection.close()
