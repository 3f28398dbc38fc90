"""Checks the calendars of a built site: python calendars.py FOLDER BASE_URL

By RFC 5545, and as the package icalendar reads them; and against the briefs' own pages, which say
when what they are about happened. Prints what is wrong, one finding a line, and fails if there is any.
"""

import re
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import icalendar

# Events in one calendar, at most.
MOST = 500

findings = []


def pages(folder):
    """The HTML of every page, by its path below the folder."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


def check_lines(name, data):
    if not data.endswith(b"\r\n"):
        findings.append(f"{name}: does not end with a line's end")
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if b"\n" in line or b"\r" in line:
            findings.append(f"{name}:{number}: a line that ends in half an end")
        if len(line) > 75:
            findings.append(f"{name}:{number}: {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            findings.append(f"{name}:{number}: a character is cut in two")


def check_event(name, event, folder, base):
    def wrong(what):
        findings.append(f"{name}: {event.get('UID')}: {what}")

    if event.errors:
        wrong(event.errors)
    for key in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "CATEGORIES", "LAST-MODIFIED"):
        if key not in event:
            wrong(f"no {key}")
    start = event["DTSTART"].dt
    try:
        # Two of them, or a last day of all.
        end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt - timedelta(1)
    except KeyError:
        return wrong("neither DTEND nor DURATION")
    if "DTEND" not in event:
        end = date.max if end == date.max else start
    if type(start) is not date or type(end) is not date or end <= start:
        wrong(f"from {start} to {end}")
    if event["DTSTAMP"].dt != event["LAST-MODIFIED"].dt or event["DTSTAMP"].dt.utcoffset() != timedelta(0):
        wrong(f"DTSTAMP: {event['DTSTAMP'].dt}")
    if not isinstance(event["CREATED"].dt, datetime) or event["CREATED"].dt > event["LAST-MODIFIED"].dt:
        wrong(f"CREATED: {event['CREATED'].dt}")
    url = str(event["URL"])
    if not event["UID"].endswith("@" + urlsplit(base).netloc):
        wrong("its UID does not name the host")
    page = folder / unquote(urlsplit(url.removeprefix(base)).path) / "index.html"
    if not url.startswith(base) or not page.is_file():
        wrong(f"{url} leads nowhere")
    return url, start, end - timedelta(days=1)


def check_calendar(path, folder, base):
    name = path.relative_to(folder).as_posix()
    data = path.read_bytes()
    check_lines(name, data)
    calendar = icalendar.Calendar.from_ical(data)
    if calendar.errors:
        findings.append(f"{name}: {calendar.errors}")
    for key in ("PRODID", "VERSION", "NAME", "X-WR-CALNAME", "URL", "SOURCE"):
        if not calendar.get(key):
            findings.append(f"{name}: no {key}")
    if calendar["SOURCE"] != base + quote(name):
        findings.append(f"{name}: SOURCE: {calendar['SOURCE']}")
    events = calendar.walk("VEVENT")
    if not 1 <= len(events) <= MOST:
        findings.append(f"{name}: {len(events)} events")
    if len({str(event["UID"]) for event in events}) != len(events):
        findings.append(f"{name}: two events with one UID")
    found = [check_event(name, event, folder, base) for event in events]
    if [start for _, start, _ in found] != sorted(start for _, start, _ in found):
        findings.append(f"{name}: not in time order")
    return found


def check_briefs(html, found, base):
    """Every brief that says an event is in the calendar, on its days, and no other is."""
    days = {url: (start, end) for url, start, end in found if "#" not in url}
    for name, text in html.items():
        url = base + quote(name.removesuffix("index.html"))
        if not re.search(r'<body class="kind-brief"', text):
            continue
        shown = re.search(r'class="event-date"[^>]*>(?:<time datetime="([\d-]+)">)?', text)
        if bool(shown) != (url in days):
            findings.append(f"{name}: its event is {'not ' if shown else ''}in the calendar")
        elif shown and shown[1] and (date.fromisoformat(shown[1]),) * 2 != days[url]:
            findings.append(f"{name}: {shown[1]}, and in the calendar {days[url]}")
    for url, _, _ in found:
        path, _, anchor = url.removeprefix(base).partition("#")
        text = html.get(unquote(path) + "index.html", "")
        if anchor and f'id="{anchor}"' not in text:
            findings.append(f"{url} leads nowhere")


def main(folder, base):
    folder = Path(folder)
    html = pages(folder)
    calendars = sorted(folder.rglob("*.ics"))
    for path in calendars:
        found = check_calendar(path, folder, base)
        if path.parent == folder:
            check_briefs(html, found, base)
    if folder / "timeline.ics" not in calendars:
        findings.append("timeline.ics is missing")
    for name, text in html.items():
        for url in re.findall(r'<link rel="alternate" type="text/calendar"[^>]*href="([^"]+)"', text):
            path = folder / unquote(url.removeprefix(urlsplit(base).path))
            if path not in calendars:
                findings.append(f"{name}: {url} leads nowhere")
    print(f"{len(calendars)} calendars")
    print("\n".join(findings))
    return bool(findings)


sys.exit(main(*sys.argv[1:]))
