# SPDX-License-Identifier: Apache-2.0
"""Has independent readers judge a status page's feeds and calendar.

    verify_feeds.py PAGE

Prints one JSON object: how many entries each holds. Ends with status 1 and the reason where one is wrong.
"""
import json
import sys
import urllib.request

import feedparser
import icalendar

PAGE = sys.argv[1].rstrip("/")


def text(path):
    with urllib.request.urlopen(f"{PAGE}/{path}") as answer:
        return answer.read()


counts = {}
for name in ("history.atom", "history.rss"):
    feed = feedparser.parse(f"{PAGE}/{name}")
    assert not feed.bozo, (name, feed.bozo_exception)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries), name
    assert all(entry.title and entry.link and entry.published_parsed for entry in feed.entries), name
    assert feedparser.parse(f"{PAGE}/{name}", etag=feed.etag).status == 304, name
    counts[name] = len(feed.entries)
items = json.loads(text("feed.json"))
assert items["version"] == "https://jsonfeed.org/version/1.1", items["version"]
counts["feed.json"] = len(items["items"])
calendar = icalendar.Calendar.from_ical(text("history.ics"))
assert not calendar.errors, calendar.errors
for event in calendar.walk("VEVENT"):
    start, end = event["DTSTART"].dt, event.get("DTEND")
    assert start.tzinfo and (end is None or end.dt > start), event.to_ical()
counts["history.ics"] = len(list(calendar.walk("VEVENT")))
print(json.dumps(counts))
