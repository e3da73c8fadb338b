# SPDX-License-Identifier: Apache-2.0
"""Runs one statement on a SQLite file and prints its rows, a line of JSON each."""
import json
import sqlite3
import sys

connection = sqlite3.connect(sys.argv[1])
for row in connection.execute(sys.argv[2]):
    print(json.dumps(row))
connection.commit()
connection.close()
