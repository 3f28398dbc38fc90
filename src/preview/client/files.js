// Files that a page uses: which version of each it shows. Browsers keep what they have once loaded,
// unless it is asked for under another address.

import { join, twinOf } from "./twins.js";

const STYLE_SHEETS = 'link[rel~="stylesheet"][href]';
const USERS = "link:is([rel~=stylesheet], [rel~=icon], [rel~=preload]), img, source, video, audio, object, embed, image, use, input[type=image]";
const ATTRIBUTES = ["src", "href", "xlink:href", "poster", "data", "srcset"];
// Who loads a file by itself, and has it again without the page being loaded anew.
const BY_THEMSELVES = /^(img|image|css|link|video|audio|track|input|object|embed|iframe|frame)$/;
const IN_CSS = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)/g;
// How long everything else waits for a style sheet.
const SLOWEST_STYLE = 3_000;

// Generations, by address; and the one from which on nothing is known for certain.
const versions = new Map();
let oldest = 0;

// An address without its version, decoded. `near` is an element, whose page it is relative to.
export function plain(address, near) {
  const url = read(address, near);
  if (!url) return "";
  if (url.origin !== location.origin) return url.href;
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return url.pathname;
  }
}

const read = (address, near) => (address ? URL.parse(address, near.baseURI) : null);

function versioned(address, near, since) {
  const url = read(address, near);
  const version = Math.max(versions.get(plain(address, near)) ?? 0, since);
  if (!version || !url || url.origin !== location.origin || !/[./]/.test(address)) return address;
  url.searchParams.set("dateline", version);
  return url.href;
}

const inCss = (text, near, since) =>
  text.replace(IN_CSS, (whole, ...[double, single, bare]) => {
    const address = double ?? single ?? bare;
    const fresh = versioned(address, near, since);
    return fresh === address ? whole : `url("${fresh}")`;
  });

// Takes note of what changed, and loads the page's style sheets beside those that it has, so that it is
// never without. Returns what puts those in their place that have come, and for each of the others the
// promise of what will.
export async function loadStyle(sent, next, { addresses, any, generation }) {
  if (any) oldest = generation;
  addresses.forEach((address) => versions.set(plain(address, document), generation));
  const users = [...document.querySelectorAll(USERS)];
  const inUse = new Set(users.flatMap((user) => ATTRIBUTES.map((name) => plain(user.getAttribute(name), user))));
  // A sheet that the page does not name itself is imported by one that it does.
  const isImported = [...addresses].some((address) => /\.css$/i.test(plain(address, document)) && !inUse.has(plain(address, document)));
  const arriving = new Set(replacements.values());
  const sheets = [...document.querySelectorAll(STYLE_SHEETS)].filter((sheet) => !arriving.has(sheet));
  if (isImported) sheets.forEach((sheet) => versions.set(plain(sheet.href, sheet), generation));
  const loads = [...sheets.map(exchange), ...newSheets(sent, next)].filter(Boolean);
  const here = new Map();
  const all = Promise.all(loads.map(async (load) => here.set(load, await load)));
  await Promise.race([all, new Promise((done) => setTimeout(done, SLOWEST_STYLE))]);
  const late = loads.filter((load) => !here.has(load));
  const come = [...here.values()];
  return { show: () => come.forEach((put) => put()), late };
}

// Newer versions that are still loading, by what they are to replace.
const replacements = new Map();

// A newer version of a sheet that the page has.
function exchange(before) {
  const address = before.getAttribute("href");
  const fresh = versioned(address, before, oldest);
  const known = replacements.get(before);
  if (fresh === address || before.disabled || known?.getAttribute("href") === fresh) return null;
  known?.remove();
  const after = before.cloneNode();
  after.setAttribute("href", fresh);
  replacements.set(before, after);
  const put = load(after, () => twinOf(before) ?? before, () => before.after(after));
  return put.then((show) => () => {
    if (replacements.get(before) !== after) return;
    replacements.delete(before);
    if (!before.isConnected) return after.remove();
    show();
    if (twinOf(before)) join(after, twinOf(before));
    before.remove();
  });
}

// Sheets that the page did not name before. They stand behind the one that is before them in the next.
const loaded = new WeakMap();
export const loadedSheet = (sheet) => loaded.get(sheet);

function newSheets(sent, next) {
  const known = [...sent.head.querySelectorAll(STYLE_SHEETS)];
  const fresh = [...next.head.querySelectorAll(STYLE_SHEETS)].filter((sheet) => !known.some((other) => other.isEqualNode(sheet)));
  return fresh.map((sheet) => {
    const live = document.importNode(sheet);
    live.setAttribute("href", versioned(sheet.getAttribute("href"), live, oldest));
    const neighbour = sheet.previousElementSibling;
    const same = [...sent.head.children].find((other) => neighbour?.isEqualNode(other));
    const before = same ? twinOf(same) : loaded.get(neighbour);
    loaded.set(sheet, live);
    return load(live, () => sheet, () => (before?.isConnected ? before.after(live) : document.head.append(live)));
  });
}

// Loads a sheet that shows only when it is told to: as what `sent` says that was sent.
function load(sheet, sent, insert) {
  sheet.media = "not all";
  const show = () => {
    sheet.media = sent().getAttribute("media") ?? "all";
    // One that is late has missed what became of the files that it names.
    if (sheet.sheet) refreshRules(sheet.sheet);
  };
  return new Promise((done) => {
    ["load", "error"].forEach((end) => sheet.addEventListener(end, () => done(show), { once: true }));
    insert(sheet);
  });
}

// Has the rules of a sheet name the newest version of what they use: pictures, fonts.
function refreshRules(sheet) {
  const near = { baseURI: sheet.href ?? sheet.ownerNode?.baseURI ?? document.baseURI };
  let rules = [];
  try {
    rules = [...sheet.cssRules];
  } catch {
    // Another site's: that is none of our files.
  }
  rules.forEach((rule, at) => {
    if (rule.styleSheet) return refreshRules(rule.styleSheet);
    const fresh = inCss(rule.cssText, near, oldest);
    if (fresh === rule.cssText) return;
    sheet.deleteRule(at);
    sheet.insertRule(fresh, at);
  });
}

// Has the page show the newest version of all other files.
export function refreshFiles({ addresses, any }) {
  for (const user of document.querySelectorAll(USERS)) {
    if (replacements.has(user)) continue;
    // What plays goes on, unless it is known to have changed.
    const since = user.closest("video, audio") ? 0 : oldest;
    const own = (name, fresh) => {
      if (user.getAttribute(name) === fresh) return;
      user.setAttribute(name, fresh);
      playAgain(user);
    };
    for (const name of ATTRIBUTES.filter((name) => user.hasAttribute(name))) {
      const value = user.getAttribute(name);
      const each = (part) => versioned(part, user, since);
      own(name, name === "srcset" ? value.replace(/[^\s,]\S*[^\s,](?=\s|,|$)/g, each) : each(value));
    }
  }
  for (const user of document.querySelectorAll('[style*="url("]')) {
    const value = user.getAttribute("style");
    const fresh = inCss(value, user, oldest);
    if (fresh !== value) user.setAttribute("style", fresh);
  }
  [...document.styleSheets].forEach(refreshRules);
  const changed = new Set([...addresses].map((address) => plain(address, document)));
  for (const frame of document.querySelectorAll("iframe, frame")) {
    // A page of the preview in a frame keeps itself up to date, and another site's is none of ours.
    const inner = frame.contentDocument;
    if (!inner || inner.querySelector("dateline-preview")) continue;
    const used = [frame.src, ...frame.contentWindow.performance.getEntriesByType("resource").map(({ name }) => name)];
    if (any || used.some((address) => changed.has(plain(address, frame)))) frame.contentWindow.location.reload();
  }
}

// A player looks at what it may play only once.
export function playAgain(source) {
  const player = source.matches("source") && source.closest("audio, video");
  if (!player) return;
  const isPlaying = !player.paused;
  player.load();
  // Some browsers want a click first.
  if (isPlaying) player.play().catch(() => {});
}

// A script runs only when a page is loaded: whether one of the page has to run again, or a new one.
export function hasNewScript(sent, next, addresses) {
  // What search engines read, no script of the page does. Other data may be what one has drawn.
  const isForPage = (script) => script.type !== "application/ld+json";
  const code = (script) => [script.type, plain(script.getAttribute("src"), script), script.textContent].join("\n");
  // Scripts make of a template what they like, the parser a shadow root.
  const templates = (page) => [...page.querySelectorAll("template")].map((template) => template.outerHTML).join("\n");
  const known = new Set([...sent.scripts, ...document.scripts].map(code));
  const changed = new Set([...addresses].map((address) => plain(address, document)));
  const isChanged = (script) => script.src && changed.has(plain(script.src, script));
  // Modules that a script imports, data that it asks for.
  const asked = performance.getEntriesByType("resource").filter(({ initiatorType }) => !BY_THEMSELVES.test(initiatorType));
  return (
    templates(sent) !== templates(next) ||
    [...next.scripts].some((script) => isForPage(script) && !known.has(code(script))) ||
    [...document.scripts].some(isChanged) ||
    asked.some(({ name }) => changed.has(plain(name, document)))
  );
}
