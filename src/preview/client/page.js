// Turns the open page into the next version of itself, and leaves alone whatever is the same: where
// the reader is, what has the focus, what is selected, unfolded or playing.

import { Idiomorph } from "./idiomorph.js";

const STYLE_SHEETS = 'link[rel~="stylesheet"][href]';
const ATTRIBUTES = ["src", "href", "poster", "data", "srcset"];
const SLOWEST_STYLE = 3_000;

// Which version of a file the page shows, by address. Browsers keep what they have once loaded, unless
// it is asked for under another address.
const versions = new Map();
let oldest = 0;

export async function bringUpToDate(next, changes) {
  if (hasNewScript(next) || hasChangedScript(changes.addresses)) return location.reload();
  if (changes.any) oldest = changes.generation;
  changes.addresses.forEach((address) => versions.set(plain(address), changes.generation));
  freshen(next, changes);
  await swapStyleSheets(next);
  const place = placeOfReader();
  const forget = recognise(document.body, next.body);
  const callbacks = {
    // What the reader has unfolded stays so.
    beforeAttributeUpdated: (name, node) => node !== document.body && !(name === "open" && node.matches("details, dialog")),
  };
  Idiomorph.morph(document.head, next.head, { head: { style: "merge" }, callbacks });
  Idiomorph.morph(document.body, next.body, { ignoreActiveValue: true, callbacks });
  bringAttributes(next);
  forget();
  place.restore();
}

// A script runs only when a page is loaded.
function hasNewScript(next) {
  const isOurs = (script) => script.dataset.datelineState !== undefined;
  const code = (script) => plain(script.src) + script.textContent;
  const known = new Set([...document.scripts].map(code));
  const isProgram = (script) => !script.type || /module|javascript/.test(script.type);
  return [...next.scripts].some((script) => !isOurs(script) && isProgram(script) && !known.has(code(script)));
}

function hasChangedScript(addresses) {
  const changed = new Set([...addresses].map(plain));
  return [...document.scripts].some((script) => script.src && changed.has(plain(script.src)));
}

// An address without its version, decoded.
function plain(address) {
  if (!address) return "";
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return url.href;
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return url.pathname;
  }
}

// Writes the versions of files into the addresses of the next page, as they stand in this one.
function freshen(next, changes) {
  const users = [...next.querySelectorAll("link:is([rel~=stylesheet], [rel~=icon], [rel~=preload]), img, source, video, audio, object, embed, image, use")];
  const inUse = new Set(users.flatMap((user) => ATTRIBUTES.map((name) => plain(user.getAttribute(name)))));
  // What the page does not name itself may stand in a style sheet: a font, a background, an import.
  const isInside = [...changes.addresses].some((address) => !inUse.has(plain(address)));
  for (const user of users) {
    const isSheet = user.matches(STYLE_SHEETS);
    if (isSheet && isInside) versions.set(plain(user.getAttribute("href")), changes.generation);
    // What plays goes on, unless it is known to have changed.
    const since = user.closest("video, audio") ? 0 : oldest;
    for (const name of ATTRIBUTES.filter((name) => user.hasAttribute(name))) {
      const value = user.getAttribute(name);
      const fresh = name === "srcset" ? value.replace(/[^\s,]\S*[^\s,](?=\s|,|$)/g, (part) => versioned(part, since)) : versioned(value, since);
      if (fresh !== value) user.setAttribute(name, fresh);
    }
  }
}

function versioned(address, since) {
  const url = new URL(address, location.href);
  const version = versions.get(plain(address)) ?? since;
  if (!version || url.origin !== location.origin || !/[./]/.test(address)) return address;
  url.searchParams.set("dateline", version);
  return url.pathname + url.search + url.hash;
}

// Lets the new style sheet load beside the old one, so that the page is never without.
function swapStyleSheets(next) {
  const old = new Map([...document.querySelectorAll(STYLE_SHEETS)].map((sheet) => [plain(sheet.href), sheet]));
  const swap = (sheet) => {
    const before = old.get(plain(sheet.getAttribute("href")));
    if (!before || before.getAttribute("href") === sheet.getAttribute("href")) return null;
    const after = document.importNode(sheet);
    return new Promise((done) => {
      const settle = () => {
        before.remove();
        done();
      };
      after.addEventListener("load", settle);
      after.addEventListener("error", settle);
      setTimeout(settle, SLOWEST_STYLE);
      before.after(after);
    });
  };
  return Promise.all([...next.querySelectorAll(STYLE_SHEETS)].map(swap));
}

// Blocks that say the same before and after are the same: an id for as long as the change takes says
// so. Otherwise a new paragraph would push every text below it into the element of the next.
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, figure, details, table, tr, blockquote, pre, section, aside, video, audio, dialog";

function recognise(before, after) {
  const [old, young] = [before, after].map(uniqueBlocks);
  const same = [...young.keys()].filter((key) => old.has(key));
  const marked = same.flatMap((key) => [old.get(key), young.get(key)]);
  same.forEach((key, at) => {
    old.get(key).id = young.get(key).id = `dateline-same-${at}`;
  });
  return () => marked.forEach((block) => block.id.startsWith("dateline-same-") && block.removeAttribute("id"));
}

function uniqueBlocks(page) {
  const blocks = new Map();
  for (const block of page.querySelectorAll(BLOCKS)) {
    if (block.id) continue;
    const media = [block, ...block.querySelectorAll("[src]")].map((medium) => plain(medium.getAttribute("src")));
    const key = [block.tagName, block.textContent, ...media].join("\n");
    blocks.set(key, blocks.has(key) ? null : block);
  }
  return new Map([...blocks].filter(([, block]) => block));
}

// The first blocks in view stay where they are on the screen, whatever grows or shrinks above them.
function placeOfReader() {
  const isAtTop = scrollY < 1;
  const inView = [];
  for (const block of document.body.querySelectorAll(BLOCKS)) {
    const { top, bottom } = block.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight && bottom > top) inView.push({ block, top, isWhole: top >= 0 });
  }
  // The innermost that begin in view are the surest; a long one may change above the view itself.
  inView.sort((a, b) => b.isWhole - a.isWhole || a.top - b.top || (a.block.contains(b.block) ? 1 : -1));
  return {
    restore() {
      const still = inView.find(({ block }) => block.isConnected);
      if (isAtTop || !still) return;
      const moved = still.block.getBoundingClientRect().top - still.top;
      // The browser holds on to something in view as well, and must not do it twice.
      if (Math.abs(moved) > 0.5) scrollBy({ top: moved, behavior: "instant" });
    },
  };
}

// What a page’s scripts have made of the outermost elements stays: a dark theme that was chosen, a class.
// Only what the server says differently from what it said before is changed.
const served = new Map();

export function remember(page) {
  for (const name of ["html", "body"]) served.set(name, attributesOf(page.querySelector(name)));
}

const attributesOf = (element) => new Map([...element.attributes].map(({ name, value }) => [name, value]));

function bringAttributes(next) {
  for (const [name, before] of served) {
    const element = document.querySelector(name);
    const after = attributesOf(next.querySelector(name));
    for (const key of before.keys()) if (!after.has(key)) element.removeAttribute(key);
    for (const [key, value] of after) if (before.get(key) !== value) element.setAttribute(key, value);
  }
  remember(next);
}
