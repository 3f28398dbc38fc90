"""Checks the feeds and sitemap of a built site: python feeds.py FOLDER BASE_URL

Atom by RFC 4287 and in feedparser, JSON Feed by version 1.1, sitemaps against the pages there are.
Prints what is wrong, one finding a line, and fails if there is any.
"""

import json
import re
import sys
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
BCP47 = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# Indexes of these kinds have feeds of their own.
WITH_FEEDS = {"home", "country", "pair", "region", "topic", "author"}

findings = []


class Site:
    def __init__(self, folder, base):
        self.folder, self.base = Path(folder), base
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(self.folder).as_posix() for path in files}
        self.kinds = {name: self.kind(name) for name in self.files if name.endswith(".html")}

    def kind(self, name):
        found = re.search(r'<body class="kind-([\w-]+)', self.read(name))
        return found[1] if found else None

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def url(self, name):
        return self.base + quote(re.sub(r"(^|/)index\.html$", r"\1", name))

    def has(self, url):
        if not url.startswith(self.base):
            return False
        name = unquote(urlsplit(url[len(self.base):]).path)
        return (name + "index.html" if name == "" or name.endswith("/") else name) in self.files


class Wrong:
    """Collects what is wrong in one file."""

    def __init__(self, name):
        self.name = name

    def __call__(self, what):
        findings.append(f"{self.name}: {what}")

    def unless(self, holds, what):
        if not holds:
            self(what)


def is_whole(url):
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r'[\s"<>]', url)


def moment(text):
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if RFC3339.fullmatch(text or "") else None
    except ValueError:
        return None


class Addresses(HTMLParser):
    """The addresses in a piece of HTML that stands in a feed, where there is nothing to resolve against."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found += [value or "" for name, value in attributes if name in ("href", "src", "poster", "cite")]


def check_html(site, wrong, html):
    for address in Addresses(html).found:
        if address.startswith("mailto:"):
            continue
        wrong.unless(is_whole(address), f"{address} in a text is not a whole address")
        if address.startswith(site.base):
            wrong.unless(site.has(address), f"{address} leads nowhere")


# --- Atom ---------------------------------------------------------------------------------------

PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
MANY = 10**6
FEED = {
    "author": (0, MANY), "category": (0, MANY), "contributor": (0, MANY), "entry": (0, MANY),
    "generator": (0, 1), "icon": (0, 1), "id": (1, 1), "link": (1, MANY), "logo": (0, 1),
    "rights": (0, 1), "subtitle": (0, 1), "title": (1, 1), "updated": (1, 1),
}
ENTRY = {
    "author": (0, MANY), "category": (0, MANY), "content": (0, 1), "contributor": (0, MANY),
    "id": (1, 1), "link": (0, MANY), "published": (0, 1), "rights": (0, 1), "source": (0, 1),
    "summary": (0, 1), "title": (1, 1), "updated": (1, 1),
}


def check_children(wrong, element, allowed, where):
    counts = {}
    for child in element:
        name = child.tag.removeprefix(ATOM)
        counts[name] = counts.get(name, 0) + 1
        wrong.unless(name in allowed, f"{where}: no such element: {child.tag}")
    for name, (least, most) in allowed.items():
        wrong.unless(least <= counts.get(name, 0) <= most, f"{where}: {counts.get(name, 0)} × {name}")


def check_common(site, wrong, element, where):
    """What a feed and an entry have in common. Returns when it was updated."""
    wrong.unless(element.findtext(ATOM + "title", "").strip(), f"{where}: empty title")
    wrong.unless(is_whole(element.findtext(ATOM + "id")), f"{where}: id")
    wrong.unless(BCP47.fullmatch(element.get(LANG, "")), f"{where}: xml:lang={element.get(LANG)}")
    seen = set()
    for link in element.findall(ATOM + "link"):
        relation, kind = link.get("rel", "alternate"), link.get("type")
        wrong.unless(is_whole(link.get("href")), f"{where}: link to {link.get('href')}")
        wrong.unless(site.has(link.get("href", "")), f"{where}: {link.get('href')} leads nowhere")
        wrong.unless((relation, kind) not in seen, f"{where}: two links {relation} {kind}")
        seen.add((relation, kind))
    wrong.unless(any(relation == "alternate" for relation, _ in seen), f"{where}: no alternate link")
    for person in element.findall(ATOM + "author") + element.findall(ATOM + "contributor"):
        check_children(wrong, person, PERSON, f"{where}: person")
        wrong.unless(person.findtext(ATOM + "name", "").strip(), f"{where}: a person without name")
        uri = person.findtext(ATOM + "uri")
        wrong.unless(uri is None or is_whole(uri), f"{where}: {uri}")
    for category in element.findall(ATOM + "category"):
        wrong.unless(category.get("term"), f"{where}: a category without term")
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            wrong.unless(moment(date.text), f"{where}: {name}: {date.text}")
    return moment(element.findtext(ATOM + "updated"))


def check_atom(site, name):
    wrong = Wrong(name)
    text = site.read(name)
    parsed = feedparser.parse(text.encode())
    wrong.unless(not parsed.bozo, f"feedparser: {parsed.get('bozo_exception')}")
    wrong.unless(parsed.version == "atom10", f"feedparser: version {parsed.version}")
    feed = ElementTree.fromstring(text.encode())
    wrong.unless(feed.tag == ATOM + "feed", feed.tag)
    check_children(wrong, feed, FEED, "feed")
    updated = check_common(site, wrong, feed, "feed")
    own = [link.get("href") for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]
    wrong.unless(own == [site.base + quote(name)], f"self: {own}")
    entries = feed.findall(ATOM + "entry")
    wrong.unless(entries, "no entry")
    wrong.unless(len(parsed.entries) == len(entries), "feedparser sees another number of entries")
    for at, entry in enumerate(entries, 1):
        where = f"entry {at}"
        check_children(wrong, entry, ENTRY, where)
        changed = check_common(site, wrong, entry, where)
        published = moment(entry.findtext(ATOM + "published"))
        wrong.unless(published, f"{where}: published")
        if changed and published and updated:
            wrong.unless(published <= changed <= updated, f"{where}: {published}, {changed}, feed {updated}")
        authors = entry.findall(ATOM + "author") or feed.findall(ATOM + "author")
        wrong.unless(authors, f"{where}: no author")
        content = entry.find(ATOM + "content")
        wrong.unless(content is not None or entry.findtext(ATOM + "summary"), f"{where}: neither content nor summary")
        if content is not None:
            wrong.unless(content.get("type") == "html" and not len(content), f"{where}: content type")
            check_html(site, wrong, content.text or "")
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    wrong.unless(len(set(ids)) == len(ids), "two entries with one id")
    return ids


# --- JSON Feed ----------------------------------------------------------------------------------

# Key: type and whether it is required. What jsonfeed.org/version/1.1 names and this program writes.
JSON_FEED = {
    "version": (str, True), "title": (str, True), "home_page_url": (str, False), "feed_url": (str, False),
    "description": (str, False), "user_comment": (str, False), "next_url": (str, False),
    "icon": (str, False), "favicon": (str, False), "authors": (list, False), "language": (str, False),
    "expired": (bool, False), "hubs": (list, False), "items": (list, True),
}
JSON_ITEM = {
    "id": (str, True), "url": (str, False), "external_url": (str, False), "title": (str, False),
    "content_html": (str, False), "content_text": (str, False), "summary": (str, False),
    "image": (str, False), "banner_image": (str, False), "date_published": (str, False),
    "date_modified": (str, False), "authors": (list, False), "tags": (list, False),
    "language": (str, False), "attachments": (list, False),
}
JSON_AUTHOR = {"name": (str, False), "url": (str, False), "avatar": (str, False)}


def check_keys(wrong, value, allowed, where):
    for key, found in value.items():
        if not key.startswith("_"):
            wrong.unless(key in allowed, f"{where}: no such key: {key}")
            wrong.unless(isinstance(found, allowed.get(key, (object,))[0]), f"{where}: {key}: {found!r}")
            wrong.unless(not key.endswith(("url", "image")) or is_whole(found), f"{where}: {key}: {found}")
    for key, (_, required) in allowed.items():
        wrong.unless(key in value or not required, f"{where}: no {key}")


def check_json(site, name):
    wrong = Wrong(name)
    feed = json.loads(site.read(name))
    check_keys(wrong, feed, JSON_FEED, "feed")
    wrong.unless(feed["version"] == "https://jsonfeed.org/version/1.1", feed["version"])
    wrong.unless(feed["feed_url"] == site.base + quote(name), f"feed_url: {feed['feed_url']}")
    wrong.unless(site.has(feed["home_page_url"]), f"home_page_url: {feed['home_page_url']}")
    wrong.unless(BCP47.fullmatch(feed.get("language", "")), f"language: {feed.get('language')}")
    for at, item in enumerate(feed["items"], 1):
        where = f"item {at}"
        check_keys(wrong, item, JSON_ITEM, where)
        wrong.unless("content_html" in item or "content_text" in item, f"{where}: no content")
        wrong.unless(site.has(item["url"]), f"{where}: {item['url']} leads nowhere")
        image = item.get("image", "")
        wrong.unless(not image.startswith(site.base) or site.has(image), f"{where}: {image} leads nowhere")
        for key in ("date_published", "date_modified"):
            wrong.unless(moment(item.get(key)), f"{where}: {key}: {item.get(key)}")
        wrong.unless(BCP47.fullmatch(item.get("language", "")), f"{where}: language: {item.get('language')}")
        for author in item.get("authors", []):
            check_keys(wrong, author, JSON_AUTHOR, f"{where}: author")
            wrong.unless(author, f"{where}: an author without anything")
        wrong.unless(item.get("authors") != [], f"{where}: authors is there and empty")
        for tag in item.get("tags", []):
            wrong.unless(isinstance(tag, str) and tag, f"{where}: tag {tag!r}")
        check_html(site, wrong, item.get("content_html", ""))
    ids = [item["id"] for item in feed["items"]]
    wrong.unless(len(set(ids)) == len(ids), "two items with one id")
    return ids


# --- Sitemap ------------------------------------------------------------------------------------


def check_sitemap(site):
    wrong = Wrong("sitemap.xml")
    urls = ElementTree.fromstring(site.read("sitemap.xml").encode())
    found = {}
    for url in urls.findall(SITEMAP + "url"):
        location = url.findtext(SITEMAP + "loc")
        wrong.unless(location not in found, f"{location} twice")
        wrong.unless(site.has(location), f"{location} leads nowhere")
        changed = url.findtext(SITEMAP + "lastmod")
        found[location] = changed
        wrong.unless(changed is None or moment(changed), f"{location}: lastmod: {changed}")
    wanted = {
        site.url(name): kind
        for name, kind in site.kinds.items()
        if kind not in ("404", "alias") and not re.search(r"(^|/)page/\d+/", name)
    }
    for location, kind in wanted.items():
        wrong.unless(location in found, f"{location} is missing")
        # Nobody need say when a standing page changed.
        wrong.unless(kind == "page" or found.get(location), f"{location}: no lastmod")
    for location in found.keys() - wanted.keys():
        wrong(f"{location} is no page to list")
    robots = site.read("robots.txt").splitlines()
    wrong.unless(f"Sitemap: {site.base}sitemap.xml" in robots, "robots.txt does not name it")
    return len(found)


def main(folder, base):
    site = Site(folder, base)
    feeds = sorted(name for name in site.files if name.endswith("feed.xml"))
    for name in feeds:
        other = name.removesuffix("xml") + "json"
        if other not in site.files:
            findings.append(f"{other} is missing")
        elif check_atom(site, name) != check_json(site, other):
            findings.append(f"{name} and {other} hold different briefs")
    for name, kind in site.kinds.items():
        if kind in WITH_FEEDS and not re.search(r"(^|/)page/\d+/", name):
            feed = name.removesuffix("index.html") + "feed.xml"
            if feed not in site.files:
                findings.append(f"{feed} is missing")
    urls = check_sitemap(site)
    print(f"{len(feeds)} feeds, {urls} URLs in the sitemap")
    print("\n".join(findings))
    return bool(findings)


sys.exit(main(*sys.argv[1:]))
