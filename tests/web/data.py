"""Checks the JSON files of a built site: python data.py FOLDER BASE_URL

Against their schemas, against the pages beside which they stand, and against counts of the list of
all briefs. Prints what is wrong, one finding a line, and fails if there is any.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker

findings = []


def load(path):
    return json.loads(path.read_text("utf-8"))


def strict(schema):
    """The schema without room for more: readers must let later fields pass, and this check none."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    return closed | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else closed


class Site:
    def __init__(self, folder, base):
        self.folder, self.base = Path(folder), base.rstrip("/")
        self.schemas = {}

    def file(self, url):
        """The file that answers for a whole URL of the site."""
        assert url.startswith(self.base + "/"), url
        path = self.folder / unquote(url[len(self.base) + 1 :])
        return path / "index.html" if url.endswith("/") else path

    def validate(self, name, document):
        url = document["$schema"]
        if url not in self.schemas:
            schema = load(self.file(url))
            Draft202012Validator.check_schema(schema)
            self.schemas[url] = Draft202012Validator(strict(schema), format_checker=FormatChecker())
        for error in self.schemas[url].iter_errors(document):
            findings.append(f"{name}: {list(error.path)}: {error.message}")


def chain(site, first):
    """A file and those that follow it."""
    documents = [load(first)]
    while documents[-1]["next"]:
        documents.append(load(site.file(documents[-1]["next"])))
        if documents[-1]["page"] != len(documents):
            findings.append(f"{first}: part {len(documents)} says that it is {documents[-1]['page']}")
    briefs = [brief for document in documents for brief in document["briefs"]]
    if any(document["count"] != len(briefs) for document in documents):
        findings.append(f"{first}: {len(briefs)} briefs, and not as many as it says")
    return briefs


def check_index(site, path, document):
    page = site.file(document["url"])
    if page.parent != path.parent:
        findings.append(f"{path}: not beside {page}")
    html = page.read_text("utf-8")
    if 'type="application/json" href="' not in html:
        findings.append(f"{page}: does not lead to its JSON")
    # A front page shows its first brief larger.
    shown = re.findall(r'<h[23] class="(?:card|lead)-title"><a href="([^"]+)"', html)
    told = [brief["url"] for brief in document["briefs"]]
    if [url.rsplit("/", 2)[-2] for url in shown] != [url.rsplit("/", 2)[-2] for url in told]:
        findings.append(f"{path}: the page shows {shown}, and the file {told}")


def check_coverage(site, path, document):
    """Rows and columns come to the same, and each figure is the length of an index."""
    width = len(document["columns"])
    for row in document["countries"]:
        if len(row["counts"]) != width or sum(row["counts"]) != row["count"]:
            findings.append(f"{path}: the row of {row['code']} does not add up")
    for column in document["columns"]:
        if column["url"]:
            count = load(site.file(column["url"]).parent / "index.json")["count"]
            if count != column["count"]:
                findings.append(f"{path}: {column['name']} has {column['count']}, and its index {count}")
    if sum(column["count"] for column in document["columns"]) != document["count"]:
        findings.append(f"{path}: the columns do not add up")


def check_timeline(site, path, document, known):
    html = site.file(document["url"]).read_text("utf-8")
    for event in document["events"]:
        if event["brief"] not in known:
            findings.append(f"{path}: there is no brief {event['brief']}")
        if event["event"]["start"] > event["event"]["end"]:
            findings.append(f"{path}: {event['title']} ends before it starts")
        if not event["is_figure"] and known.get(event["brief"]) != event["event"]:
            findings.append(f"{path}: {event['title']} is on other days in api/briefs.json")
        if event["url"].rsplit("/", 2)[-2] not in html:
            findings.append(f"{path}: the page does not show {event['url']}")


def check_corrections(site, path, document, known):
    html = site.file(document["url"]).read_text("utf-8")
    if document["count"] != len(document["corrections"]) or html.count("<time") < document["count"]:
        findings.append(f"{path}: does not have the corrections of its page")
    for correction in document["corrections"]:
        if correction["brief"] not in known:
            findings.append(f"{path}: there is no brief {correction['brief']}")


def check_events(site, path, document):
    """A timeline's files list each of its events, once for each year."""
    listed, file = [], document
    while file:
        listed += [(event["url"], event["event"]["start"], event["year"]) for event in file["events"]]
        file = load(site.file(file["next"])) if file["next"] else None
    if len(set(listed)) != len(listed):
        findings.append(f"{path}: an event is listed twice in a year")
    if len({event[:2] for event in listed}) != document["count"]:
        findings.append(f"{path}: it says {document['count']} events, and lists {len(listed)} entries")


def check_years(site, path, document):
    """The years have every event of the whole timeline."""
    events = set()
    for year in document["years"]:
        first = file = load(site.file(year["data"]))
        while file:
            events |= {(event["url"], event["event"]["start"]) for event in file["events"]}
            file = load(site.file(file["next"])) if file["next"] else None
        if first["count"] != year["count"]:
            findings.append(f"{path}: {year['name']} has {year['count']}, and its file {first['count']}")
    if document["kind"] == "timeline" and document["years"] and len(events) != document["count"]:
        findings.append(f"{path}: the years have {len(events)} events")


def check_counts(site):
    briefs = chain(site, site.folder / "api/briefs.json")
    if [brief["url"] for brief in briefs] != [brief["url"] for brief in chain(site, site.folder / "index.json")]:
        findings.append("api/briefs.json does not have the briefs of the home page")
    countries = Counter(country["url"] for brief in briefs for country in brief["countries"])
    listed = load(site.folder / "countries/index.json")["entries"]
    if countries != Counter({entry["url"]: entry["count"] for entry in listed}):
        findings.append("countries/index.json counts otherwise than api/briefs.json")
    for url, count in countries.items():
        if len(chain(site, site.file(url).parent / "index.json")) != count:
            findings.append(f"{url} has not {count} briefs")
    years = Counter(brief["date"][:4] for brief in briefs)
    listed = load(site.folder / "archive/index.json")["entries"]
    if years != Counter({entry["name"]: entry["count"] for entry in listed}):
        findings.append("archive/index.json counts otherwise than api/briefs.json")


def main(folder, base):
    site = Site(folder, base)
    files = sorted(site.folder.glob("**/index.json")) + sorted(site.folder.glob("api/*.json"))
    known = {brief["url"]: brief["event"] for brief in chain(site, site.folder / "api/briefs.json")}
    kinds = set()
    for path in files:
        document = load(path)
        site.validate(path, document)
        if "index.schema" in document["$schema"]:
            check_index(site, path, document)
        elif document["kind"] == "coverage":
            check_coverage(site, path, document)
        elif document["kind"] == "timeline":
            check_timeline(site, path, document, known)
            check_years(site, path, document)
            if document["page"] == 1 and not document["years"]:
                check_events(site, path, document)
        elif document["kind"] == "corrections":
            check_corrections(site, path, document, known)
        kinds.add(document["kind"])
    if not kinds >= {"home", "countries", "coverage", "timeline", "corrections", "briefs"}:
        findings.append(f"there are only {sorted(kinds)}")
    check_counts(site)
    print(*findings, sep="\n")
    sys.exit(bool(findings))


main(*sys.argv[1:])
