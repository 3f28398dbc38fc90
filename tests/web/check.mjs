// Checks a built site as its readers meet it.
//
//     node check.mjs files FOLDER BASE_URL     every page: links, metadata, indexes
//     node check.mjs browse FOLDER BASE_URL    a page of each kind in a browser: accessibility, layout
//     node check.mjs coverage FOLDER BASE_URL  the tables of countries by time, with a keyboard on a phone
//     node check.mjs map FOLDER BASE_URL       the map of the world, by keyboard; what small maps show
//     node check.mjs marks FOLDER BASE_URL     which way the marks at the ends of a timeline's bars point
//
// Prints what is wrong, one finding a line, and fails if there is any. The packages it uses stand in
// target/test-tools, where tests/run puts them.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, relative, sep } from "node:path";

const require = createRequire(new URL("../../target/test-tools/package.json", import.meta.url));
const findings = [];

function finding(where, what) {
  findings.push(`${where}: ${what}`);
}

// --- A site's files -----------------------------------------------------------------------------

class Site {
  constructor(folder, base) {
    this.folder = folder;
    this.base = new URL(base);
    const all = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
      .sort();
    this.files = new Set(all);
    this.pages = new Map(
      all.filter((name) => name.endsWith(".html")).map((name) => [name, new Page(this, name)]),
    );
  }

  read(name) {
    return readFileSync(join(this.folder, name), "utf8");
  }

  // The file that a web server sends for an address of the site.
  file(url) {
    if (url.origin !== this.base.origin || !url.pathname.startsWith(this.base.pathname)) return undefined;
    const path = decodeURIComponent(url.pathname.slice(this.base.pathname.length));
    const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    return this.files.has(name) ? name : undefined;
  }
}

class Page {
  constructor(site, name) {
    this.site = site;
    this.name = name;
    this.url = new URL(name.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/"), site.base);
    const { parse } = require("parse5");
    const document = parse(site.read(name));
    this.elements = [...walk(document)];
    this.root = this.first("html");
    this.kind = /(?:^| )kind-(\S+)/.exec(attribute(this.first("body"), "class") ?? "")?.[1];
    this.language = attribute(this.root, "lang");
    this.ids = new Set(this.elements.map((element) => attribute(element, "id")).filter(Boolean));
  }

  all(tag, className, within) {
    const elements = within ? [...walk(within)] : this.elements;
    return elements.filter((element) =>
      (!tag || element.tagName === tag) && (!className || classes(element).includes(className)));
  }

  first(tag, className, within) {
    return this.all(tag, className, within)[0];
  }

  meta(property) {
    const found = this.elements.find((element) => element.tagName === "meta" &&
      (attribute(element, "property") ?? attribute(element, "name")) === property);
    return found && attribute(found, "content");
  }

  link(relation) {
    const found = this.elements.find((element) => element.tagName === "link" &&
      attribute(element, "rel") === relation);
    return found && attribute(found, "href");
  }

  // Whole addresses of pages that this page links to.
  get targets() {
    this.cachedTargets ??= this.all("a").map((element) => attribute(element, "href")).filter(Boolean)
      .filter((href) => URL.canParse(href, this.url)).map((href) => new URL(href, this.url));
    return this.cachedTargets;
  }
}

function* walk(node) {
  if (node.tagName) yield node;
  for (const child of (node.content ?? node).childNodes ?? []) yield* walk(child);
}

function attribute(element, name) {
  return element?.attrs.find((attr) => (attr.prefix ? `${attr.prefix}:${attr.name}` : attr.name) === name)?.value;
}

function classes(element) {
  return (attribute(element, "class") ?? "").split(/\s+/);
}

function text(node) {
  if (!node) return undefined;
  const raw = (node) => node.value ?? (node.childNodes ?? []).map(raw).join("");
  return raw(node).replace(/\s+/g, " ").trim();
}

// --- Every page ---------------------------------------------------------------------------------

function checkFiles(site) {
  let links = 0;
  for (const page of site.pages.values()) {
    links += checkLinks(site, page);
    checkScripts(page);
    checkHead(site, page);
    if (page.kind === "brief") checkBrief(site, page);
  }
  for (const name of site.files) {
    if (name.endsWith(".css")) links += checkStyles(site, name);
  }
  checkIndexes(site);
  checkReach(site);
  console.log(`${site.pages.size} pages, ${links} links`);
}

function checkLinks(site, page) {
  const used = [];
  for (const element of page.elements) {
    const take = (name, embedded) => {
      const value = attribute(element, name);
      if (value !== undefined) used.push([value, embedded, `<${element.tagName} ${name}="${value}">`]);
    };
    take("href", element.tagName === "link" && /stylesheet|icon|preload/.test(attribute(element, "rel") ?? ""));
    take("xlink:href", element.tagName === "image");
    for (const name of ["src", "poster", "data", "action", "cite"]) take(name, name !== "action" && name !== "cite");
    for (const part of (attribute(element, "srcset") ?? "").split(",").map((part) => part.trim()).filter(Boolean)) {
      used.push([part.split(/\s+/)[0], true, `<${element.tagName} srcset="${part}">`]);
    }
    if (element.tagName === "meta" && attribute(element, "http-equiv") === "refresh") {
      const url = /url=(.*)$/i.exec(attribute(element, "content"))?.[1];
      used.push([url ?? "", false, "<meta http-equiv=refresh>"]);
    }
    for (const { name, value } of element.attrs) {
      if (name === "style") used.push(...styleAddresses(value).map((url) => [url, true, `style="${value}"`]));
    }
  }
  for (const [value, embedded, what] of used) checkAddress(site, page.name, page.url, value, embedded, what);
  return used.length;
}

function styleAddresses(css) {
  return [...css.matchAll(/url\(\s*(['"]?)(.*?)\1\s*\)/g)].map((match) => match[2])
    .concat([...css.matchAll(/@import\s+(['"])(.*?)\1/g)].map((match) => match[2]));
}

function checkStyles(site, name) {
  const addresses = styleAddresses(site.read(name));
  for (const address of addresses) checkAddress(site, name, new URL(name, site.base), address, true, `url(${address})`);
  return addresses.length;
}

function checkAddress(site, where, from, value, embedded, what) {
  if (!URL.canParse(value, from)) return finding(where, `${what} is no address`);
  const url = new URL(value, from);
  if (url.protocol === "data:" || url.protocol === "mailto:") return;
  if (!/^https?:$/.test(url.protocol)) return finding(where, `${what} is no web address`);
  const isOutside = url.origin !== site.base.origin ||
    (URL.canParse(value) && !url.pathname.startsWith(site.base.pathname));
  if (isOutside) {
    if (embedded) finding(where, `${what} is loaded from another host`);
    return;
  }
  const file = site.file(url);
  if (!file) return finding(where, `${what} leads nowhere`);
  const target = site.pages.get(file);
  const fragment = decodeURIComponent(url.hash.slice(1));
  if (target && fragment && !target.ids.has(fragment)) finding(where, `${what}: ${file} has no #${fragment}`);
}

function checkScripts(page) {
  for (const element of page.elements) {
    if (element.tagName === "script" && attribute(element, "type") !== "application/ld+json") {
      finding(page.name, "a script element; every page has to do without");
    }
    const handler = element.attrs.find(({ name }) => /^on/.test(name));
    if (handler) finding(page.name, `<${element.tagName} ${handler.name}> is a script`);
  }
}

function checkHead(site, page) {
  if (!page.kind) return finding(page.name, "the body has no class kind-…");
  if (!page.language) finding(page.name, "no lang");
  if (!["ltr", "rtl"].includes(attribute(page.root, "dir"))) finding(page.name, "no dir");
  if (!text(page.first("title"))) finding(page.name, "no title");
  if (page.all("h1").length !== 1) finding(page.name, `${page.all("h1").length} h1`);
  if (page.kind === "404" || page.kind === "alias") {
    if (page.meta("robots") !== "noindex") finding(page.name, "search engines would list this page");
    return;
  }
  const canonical = page.link("canonical");
  const republished = page.kind === "brief" && canonical && new URL(canonical).origin !== site.base.origin;
  if (!canonical || !/^https?:/.test(canonical)) finding(page.name, `canonical link: ${canonical}`);
  else if (!republished && canonical !== page.url.href) finding(page.name, `canonical link ${canonical} is not ${page.url}`);
  if (page.meta("og:url") !== canonical) finding(page.name, `og:url: ${page.meta("og:url")}`);
  for (const property of ["og:title", "og:type", "og:site_name"]) {
    if (!page.meta(property)) finding(page.name, `no ${property}`);
  }
  const image = page.meta("og:image");
  if (image !== undefined) checkOwnFile(site, page, "og:image", image);
}

// A whole address of the site that has to exist.
function checkOwnFile(site, page, what, value) {
  if (!URL.canParse(value)) finding(page.name, `${what}: ${value} is not a whole address`);
  else if (new URL(value).origin === site.base.origin && !site.file(new URL(value))) {
    finding(page.name, `${what}: ${value} leads nowhere`);
  }
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

function checkBrief(site, page) {
  const wrong = (what) => finding(page.name, `JSON-LD: ${what}`);
  const scripts = page.all("script");
  if (scripts.length !== 1) return wrong(`${scripts.length} blocks`);
  let data;
  try {
    data = JSON.parse(scripts[0].childNodes[0].value);
  } catch (error) {
    return wrong(error.message);
  }
  const same = (what, found, expected) => {
    if (found !== expected) wrong(`${what} is ${JSON.stringify(found)}; the page says ${JSON.stringify(expected)}`);
  };
  const list = (value) => (value === undefined ? [] : [value].flat());
  if (data["@context"] !== "https://schema.org") wrong(`@context: ${data["@context"]}`);
  if (data["@type"] !== "AnalysisNewsArticle") wrong(`@type: ${data["@type"]}`);
  same("headline", data.headline, text(page.first("h1")));
  same("inLanguage", data.inLanguage, page.language);
  same("url", data.url, page.url.href);
  if (!data.publisher?.name) wrong("no publisher");

  // The dates, each with its offset, and the same wherever they stand.
  const byline = page.first("p", "dateline");
  const visible = attribute(page.first("time", undefined, byline), "datetime");
  const day = data.datePublished.replace(/T00:00:00[-+Z].*$/, "");
  same("datePublished", visible?.length === 10 ? day : data.datePublished, visible);
  same("datePublished", data.datePublished, page.meta("article:published_time"));
  same("dateModified", data.dateModified, page.meta("article:modified_time"));
  for (const key of ["datePublished", "dateModified"]) {
    if (!MOMENT.test(data[key])) wrong(`${key}: ${data[key]}`);
  }
  if (Date.parse(data.dateModified) < Date.parse(data.datePublished)) wrong("dateModified before datePublished");

  // Countries.
  const countries = list(data.contentLocation);
  if (!countries.length) wrong("no contentLocation");
  const filed = page.all("a", undefined, page.first("section", "rail-countries")).map(text);
  same("contentLocation", countries.map((country) => country.name).join(), filed.join());
  for (const country of countries) {
    if (country["@type"] !== "Country" || !/^[A-Z]{3}$/.test(country.identifier)) wrong(JSON.stringify(country));
  }

  // Authors.
  const authors = list(data.author);
  const named = page.all("a", undefined, page.first("p", "authors")).map(text);
  for (const name of named) {
    if (!authors.some((author) => author.name === name)) wrong(`no author ${name}`);
  }
  const names = authors.map((author) => author.name);
  if (new Set(names).size !== names.length) wrong(`the same author twice: ${names.join(", ")}`);

  // Pictures with caption and credit as printed.
  const figures = page.all("figure", "figure", page.first("div", "prose"));
  const printed = figures.flatMap((figure) => page.all("img", undefined, figure).map((image) => ({
    url: new URL(attribute(image, "src"), page.url).href,
    caption: text(page.first(undefined, "caption", figure)),
    credit: text(page.first(undefined, "credit", figure)),
  })));
  const images = list(data.image);
  same("number of images", images.length, printed.length);
  images.forEach((image, at) => {
    if (image["@type"] !== "ImageObject") wrong(`image: ${image["@type"]}`);
    same("contentUrl", image.contentUrl, printed[at]?.url);
    same("caption", image.caption, printed[at]?.caption);
    same("creditText", image.creditText, printed[at]?.credit);
    if (image.contentUrl) checkOwnFile(site, page, "contentUrl", image.contentUrl);
  });

  // Corrections.
  const corrections = list(data.correction);
  const shown = page.all("div", "correction", page.first("section", "corrections"));
  same("number of corrections", corrections.length, shown.length);
  for (const correction of corrections) {
    if (correction["@type"] !== "CorrectionComment" || !correction.text) wrong(JSON.stringify(correction));
    const days = shown.map((element) => attribute(page.first("time", undefined, element), "datetime").slice(0, 10));
    if (!days.includes(correction.datePublished?.slice(0, 10))) wrong(`correction of ${correction.datePublished}`);
  }
}

// Every prefix of a brief's URL lists it, and so does every index of its countries.
function checkIndexes(site) {
  const lists = (url, brief) => {
    const first = site.file(url);
    if (!first) return finding(brief.name, `its index ${url} does not exist`);
    for (let number = 1, name = first; name; number++, name = site.file(new URL(`page/${number}/`, url))) {
      if (site.pages.get(name).targets.some((target) => target.href === brief.url.href)) return;
    }
    finding(brief.name, `its index ${url} does not list it`);
  };
  for (const brief of [...site.pages.values()].filter((page) => page.kind === "brief")) {
    for (let url = new URL("..", brief.url); url.pathname.startsWith(site.base.pathname); ) {
      lists(url, brief);
      const above = new URL("..", url);
      if (above.href === url.href) break;
      url = above;
    }
    const data = JSON.parse(brief.all("script")[0].childNodes[0].value);
    const [year, month] = data.datePublished.split("-");
    const codes = data.contentLocation.map((country) => country.identifier.toLowerCase()).sort();
    for (const code of codes) {
      for (const part of ["", `${year}/`, `${year}/${month}/`]) {
        lists(new URL(`countries/${code}/${part}`, site.base), brief);
      }
      for (const other of codes.filter((other) => code < other)) {
        lists(new URL(`countries/${code}-${other}/`, site.base), brief);
      }
    }
  }
  // Any other page's folder is an address, too.
  for (const name of site.pages.keys()) {
    const folders = name.split("/").slice(0, -1);
    if (site.pages.get(name).kind === "alias" || folders.includes("page")) continue;
    for (let length = folders.length; length > 0; length--) {
      const index = [...folders.slice(0, length), "index.html"].join("/");
      if (!site.files.has(index)) finding(name, `${index} does not exist`);
    }
  }
}

// Whoever starts at the home page can get to every page. The folders of a site's own permalinks are
// for those who shorten an address.
function checkReach(site) {
  const reached = new Set(["index.html"]);
  for (const name of reached) {
    for (const target of site.pages.get(name).targets) {
      const file = site.file(target);
      if (site.pages.has(file)) reached.add(file);
    }
  }
  for (const [name, page] of site.pages) {
    if (!reached.has(name) && !["404", "alias", "folder"].includes(page.kind)) {
      finding(name, "no way leads here from the home page");
    }
  }
}

// --- In a browser -------------------------------------------------------------------------------

const TYPES = {
  ".css": "text/css", ".gif": "image/gif", ".html": "text/html; charset=utf-8", ".jpg": "image/jpeg",
  ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp",
  ".woff2": "font/woff2", ".xml": "application/xml",
};

function serve(site) {
  const server = createServer((request, response) => {
    const name = site.file(new URL(request.url, site.base));
    const file = name ?? "404.html";
    response.writeHead(name ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(join(site.folder, file)));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

// A page of each kind, the longest, which has most to go wrong; of briefs one with each thing that
// a brief can hold.
function choose(site) {
  const has = (tag, className) => (page) => page.first(tag, className) !== undefined;
  const wanted = [
    ["brief in ko", (page) => page.kind === "brief" && page.language === "ko"],
    ["brief in ar", (page) => page.kind === "brief" && page.language === "ar"],
    ...[
      ["table", has("table")],
      ["footnotes", has(undefined, "footnotes")],
      ["corrections", has("section", "corrections")],
      ["an alert", has("aside", "alert")],
      ["a task list", has("input")],
      ["a list of sources", has("section", "sources")],
      ["key points", has(undefined, "key-points")],
      ["several pictures in a figure", (page) =>
        page.all("figure").some((figure) => page.all("img", undefined, figure).length > 1)],
    ].map(([name, test]) => [`brief with ${name}`, (page) => page.kind === "brief" && test(page)]),
    ["timeline of a year", (page) => page.kind === "timeline" && /^timeline\/\d+\//.test(page.name)],
    ["timeline of a country", (page) => page.kind === "timeline" && page.name.startsWith("countries/")],
    ["page 2 of home", (page) => page.name === "page/2/index.html"],
  ];
  const kinds = [...new Set([...site.pages.values()].map((page) => page.kind))].sort();
  for (const kind of kinds) wanted.push([kind, (page) => page.kind === kind && !/(^|\/)page\/\d+\//.test(page.name)]);
  const chosen = new Map();
  for (const [name, test] of wanted) {
    const fits = [...site.pages.values()].filter(test);
    const [best] = fits.sort((a, b) => b.elements.length - a.elements.length);
    if (best) chosen.set(name, best);
  }
  return chosen;
}

function browserPath() {
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    for (const folder of process.env.PATH.split(":")) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error("no chromium on the PATH; tests/run installs it");
}

const LOOKS = ["light", "dark"].flatMap((colorScheme) => [1280, 390].map((width) => ({ colorScheme, width })));

async function browse(site) {
  const { chromium } = require("playwright-core");
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  const server = await serve(site);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
  try {
    const chosen = choose(site);
    const pages = [...new Set(chosen.values())];
    const queue = [...pages];
    const work = async () => {
      for (let page; (page = queue.shift()); ) await look(browser, axe, origin, page);
    };
    await Promise.all([work(), work()]);
    for (const [name, page] of chosen) console.log(`looked at: ${name} (/${page.name})`);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

async function look(browser, axe, origin, page) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const address = new URL(page.url.pathname, origin).href;
  await context.route("**", (route) => {
    const request = route.request();
    if (request.isNavigationRequest() && request.url() !== address) {
      // The page that an alias leads to. Without content the browser stays where it is.
      return route.fulfill({ status: 204 });
    }
    if (new URL(request.url()).origin === origin) return route.continue();
    finding(page.name, `asks another host: ${request.url()}`);
    return route.abort();
  });
  const tab = await context.newPage();
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) finding(page.name, `console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => finding(page.name, `script error: ${error.message}`));
  tab.on("requestfailed", (request) => {
    if (!request.isNavigationRequest()) finding(page.name, `failed: ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) finding(page.name, `${response.status()}: ${response.url()}`);
  });
  await tab.goto(address, { waitUntil: "load" });
  await tab.evaluate(axe);
  // Most of what is wrong is wrong in every look: said once.
  const looks = new Map();
  const note = (what, look) => looks.set(what, [...(looks.get(what) ?? []), look]);
  for (const { colorScheme, width } of LOOKS) {
    const look = `${colorScheme} ${width} px`;
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: 900 });
    for (const what of await tab.evaluate(layout)) note(what, look);
    const { violations } = await tab.evaluate((options) => window.axe.run(document, options), {
      resultTypes: ["violations"],
      rules: { "target-size": { enabled: true } },
    });
    for (const { id, help, nodes } of violations) {
      const shown = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 120)} ` +
        node.any.concat(node.all, node.none).map((check) => check.message).join("; "));
      note(`${id}: ${help} (${nodes.length}×)\n    ${shown.join("\n    ")}`, look);
    }
  }
  // As narrow as WCAG's reflow asks for (1.4.10).
  await tab.setViewportSize({ width: 320, height: 900 });
  for (const what of await tab.evaluate(layout)) note(what, "320 px");
  // As wide as what is printed on a sheet of A4.
  await tab.emulateMedia({ media: "print" });
  await tab.setViewportSize({ width: 643, height: 900 });
  for (const what of await tab.evaluate(layout)) note(what, "printed");
  for (const [what, where] of looks) finding(`${page.name} (${where.join(", ")})`, what);
  await context.close();
}

// On a narrow screen, by keyboard alone: the box is reached, moves both ways while its heads stay, and
// leads on to its links.
async function coverage(site) {
  const { chromium } = require("playwright-core");
  const server = await serve(site);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
  const pages = [...site.pages.values()].filter((page) => page.kind === "coverage");
  if (pages.length < 3) finding("coverage", `${pages.length} pages`);
  try {
    const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 390, height: 900 } });
    const tab = await context.newPage();
    for (const page of pages) {
      await tab.goto(new URL(page.url.pathname, origin).href, { waitUntil: "load" });
      for (const what of await tab.evaluate(layout)) finding(page.name, what);
      const focus = () => tab.evaluate(() => document.activeElement.closest(".coverage-box") &&
        (document.activeElement.matches(".coverage-box") ? "box" : "link"));
      let steps = 0;
      while (!(await focus()) && steps++ < 200) await tab.keyboard.press("Tab");
      if ((await focus()) !== "box") {
        finding(page.name, "the box is not reached with Tab");
        continue;
      }
      const seen = () => tab.evaluate(() => {
        const box = document.querySelector(".coverage-box");
        const head = box.querySelector("thead th").getBoundingClientRect();
        const frame = box.getBoundingClientRect();
        return { left: box.scrollLeft, top: box.scrollTop, page: document.scrollingElement.scrollLeft,
          head: [Math.round(head.left - frame.left), Math.round(head.top - frame.top)] };
      });
      for (let press = 0; press < 5; press++) await tab.keyboard.press("ArrowRight");
      for (let press = 0; press < 5; press++) await tab.keyboard.press("ArrowDown");
      await tab.waitForTimeout(200);
      const moved = await seen();
      if (!(moved.left > 0)) finding(page.name, "the box does not move sideways");
      if (!(moved.top > 0)) finding(page.name, "the box does not move down");
      if (moved.page !== 0) finding(page.name, "the page itself moves sideways");
      if (moved.head.some((distance) => distance < 0 || distance > 4)) {
        finding(page.name, `its heads do not stay: ${moved.head}`);
      }
      for (const top of [moved.top, moved.top + 7, moved.top + 14, moved.top + 21, moved.top + 28]) {
        if (await showsThrough(tab, top)) finding(page.name, `cells show through the heads, ${top} px down`);
      }
      await tab.keyboard.press("Tab");
      if ((await focus()) !== "link") finding(page.name, "Tab does not lead on to the links in it");
    }
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

// Whether the heads of a table look different without what lies below them.
async function showsThrough(tab, top) {
  const clip = await tab.evaluate((top) => {
    const box = document.querySelector(".coverage-box");
    box.scrollTo({ top, behavior: "instant" });
    const [frame, head] = [box, box.querySelector("thead")].map((element) => element.getBoundingClientRect());
    // The outline of the box, which has the focus, is round at its corners.
    return { x: frame.left + 2, y: head.top + 2, width: frame.width - 4, height: head.height - 3 };
  }, top);
  const whole = await tab.screenshot({ clip });
  const style = await tab.addStyleTag({ content: ".coverage :is(tbody, tfoot, caption) { visibility: hidden }" });
  const alone = await tab.screenshot({ clip });
  await style.evaluate((element) => element.remove());
  return !whole.equals(alone);
}

// What began before a year points back to it, and what goes on points on, whichever way the page is read.
async function marks(site) {
  const { chromium } = require("playwright-core");
  const server = await serve(site);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
  const seen = new Set();
  try {
    const tab = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 1280, height: 900 } });
    for (const page of [...site.pages.values()].filter((page) => page.kind === "timeline")) {
      const isRightToLeft = attribute(page.root, "dir") === "rtl";
      for (const name of ["is-begun", "goes-on"]) {
        if (!page.first("div", name)) continue;
        await tab.goto(new URL(page.url.pathname, origin).href, { waitUntil: "load" });
        const bar = tab.locator(`.${name}`).first();
        await bar.scrollIntoViewIfNeeded();
        const { x, y, width, height } = await bar.boundingBox();
        const isLeft = (name === "is-begun") !== isRightToLeft;
        const clip = { x: isLeft ? x - 12 : x + width + 1, y: y - 6, width: 11, height: height + 12 };
        const picture = (await tab.screenshot({ clip })).toString("base64");
        const points = await tab.evaluate(pointing, picture);
        if (points !== (isLeft ? "left" : "right")) finding(page.name, `.${name} points ${points}`);
        seen.add(name);
      }
    }
    console.log(`seen: ${[...seen].sort().join(", ")}`);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

// In the page: where the tip of the only mark in a picture is, on its middle row and not on its first and last.
async function pointing(picture) {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const rows = [];
  for (let y = 0; y < height; y++) {
    let [ink, sum] = [0, 0];
    for (let x = 0; x < width; x++) {
      // The paper is light, the mark dark.
      const dark = 255 - data[4 * (y * width + x) + 1];
      if (dark > 40) [ink, sum] = [ink + dark, sum + dark * x];
    }
    if (ink) rows.push(sum / ink);
  }
  if (rows.length < 3) return "nowhere";
  return rows[rows.length >> 1] < (rows[0] + rows.at(-1)) / 2 ? "left" : "right";
}

// On the map and in its legend, the shades can be told apart by their hatching at any width.
async function hatching(tab) {
  const found = [];
  for (const width of [1280, 800, 390]) {
    await tab.setViewportSize({ width, height: 900 });
    const fields = await tab.evaluate(() => [".world > .map", ".map-key"].flatMap((place) => [2, 3].map((level) => {
      const field = document.querySelector(`${place} .level-${level}[fill], ${place} .level-${level} [fill]`);
      if (!field) return undefined;
      const pattern = document.querySelector(field.getAttribute("fill").slice(4, -1));
      const lines = [...pattern.querySelectorAll("path")].filter((path) => getComputedStyle(path).display !== "none")
        .flatMap((path) => path.getAttribute("d").match(/M0 \d+h/g));
      return { place, level, space: pattern.width.baseVal.value * field.getScreenCTM().a / lines.length };
    })));
    for (const { place, level, space } of fields.filter(Boolean)) {
      if (!(space > 2.9 && space < 8)) {
        found.push(`${place}: lines of level ${level} are ${space.toFixed(1)} px apart on ${width} px`);
      }
    }
    if (!fields.some(Boolean)) found.push("nothing is hatched");
  }
  return found;
}

// Every country of the list is on the map, in the order of their names; Enter leads to its page, and
// the way around the map leads to the list.
async function walkMap(site) {
  const { chromium } = require("playwright-core");
  const server = await serve(site);
  const at = (path) => new URL(site.base.pathname + path, `http://127.0.0.1:${server.address().port}`).href;
  const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
  const same = (what, found, expected) => {
    if (found !== expected) finding("countries/", `${what}: ${found}; expected: ${expected}`);
  };
  try {
    const tab = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
    await tab.goto(at("countries/"));
    for (const what of await hatching(tab)) finding("countries/", what);
    const list = await tab.$$eval(".entries a", (links) => links.map((link) => link.getAttribute("href")));
    const focused = () => tab.evaluate(() => ({
      href: document.activeElement.getAttribute("href"),
      name: document.activeElement.querySelector("title")?.textContent,
      isOnMap: document.activeElement.matches(".map a"),
      isSkip: document.activeElement.matches(".map-skip"),
      look: getComputedStyle(document.activeElement).fill,
    }));
    const reached = [];
    let skip = false;
    for (let step = 0; step < list.length + 60; step++) {
      await tab.keyboard.press("Tab");
      const { href, name, isOnMap, isSkip, look } = await focused();
      if (isSkip) skip = true;
      if (isOnMap) {
        reached.push(href);
        if (!/\d/.test(name ?? "")) finding("countries/", `${href} is called ${name}`);
        if (look.startsWith("url")) finding("countries/", `${href} looks the same with the focus on it`);
      } else if (reached.length) break;
    }
    same("links of the map", reached.slice().sort().join(" "), list.slice().sort().join(" "));
    same("a way around the map", skip, true);
    const last = reached.at(-1);
    await tab.keyboard.press("Shift+Tab");
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
    same("Enter leads to", new URL(tab.url()).pathname, last);

    // The small map there is filled: the shape it shows is the country's own, from the file of all.
    const shown = await tab.$$eval(".locator use", (uses) => uses.map((use) => {
      const { width, height } = use.getBoundingClientRect();
      return width > 0 && height > 0;
    }));
    if (!shown.length || shown.includes(false)) finding(tab.url(), `its small map is empty: ${shown}`);
    console.log(`${reached.length} countries on the map`);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

// In the page: what sticks out of it, and pictures that did not load.
async function layout() {
  const found = [];
  const images = [...document.images];
  for (const image of images) image.loading = "eager";
  await Promise.all(images.map((image) => image.decode().catch(() => found.push(`picture: ${image.src}`))));
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const beyond = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > innerWidth + 0.5 || left < -0.5);
    });
    const names = beyond.slice(0, 4).map((element) => `${element.localName}.${element.className}`);
    found.push(`${root.scrollWidth} px wide: ${names.join(", ")}`);
  }
  return found;
}

// --- The command --------------------------------------------------------------------------------

const [command, folder, base] = process.argv.slice(2);
const commands = { files: checkFiles, browse, coverage, map: walkMap, marks };
await commands[command](new Site(folder, base));
if (findings.length) {
  console.log([...new Set(findings)].sort().join("\n"));
  process.exitCode = 1;
}
