// Turns the open page into the next version of itself, and leaves alone whatever is the same: where
// the reader is, what has the focus, what is selected, unfolded or playing, and what scripts have made.

import { hasNewScript, loadStyle, loadedSheet, plain, playAgain, refreshFiles } from "./files.js";
import { Idiomorph } from "./idiomorph.js";
import { compare, handOver, isDrawnAnew, isScripts, isTakenOver, join, joinAll, leaveOut, made, standIn, twinOf } from "./twins.js";

// The page as the server sent it last.
let sent = null;

// The page's scripts ran before this one: `page` is what they found, or the page as it is.
export function remember(page) {
  sent = page;
  compare(document.documentElement, page.documentElement);
}

export async function bringUpToDate(next, changes) {
  if (hasNewScript(sent, next, changes.addresses)) return location.reload();
  const style = await loadStyle(sent, next, changes);
  let isSpoilt = false;
  keepPlace(() => {
    style.show();
    bringAttributes(next.documentElement);
    bringHead(next.head);
    isSpoilt = bringBody(next.body);
    refreshFiles(changes);
  });
  style.late.forEach((sheet) => sheet.then(keepPlace));
  sent = next;
  // What scripts have drawn in the place of a text, they have to draw again.
  if (isSpoilt) location.reload();
}

function bringAttributes(next) {
  const live = document.documentElement;
  for (const name of new Set([...sent.documentElement.getAttributeNames(), ...next.getAttributeNames()])) {
    const value = next.getAttribute(name);
    if (value === sent.documentElement.getAttribute(name)) continue;
    if (value === null) live.removeAttribute(name);
    else live.setAttribute(name, value);
  }
  join(live, next);
}

function bringHead(next) {
  const before = new Set(sent.head.children);
  let last = null;
  for (const child of next.children) {
    const same = [...before].find((other) => other.isEqualNode(child));
    before.delete(same);
    const live = same ? twinOf(same) : (loadedSheet(child) ?? document.importNode(child, true));
    // What a script has taken out stays out.
    if (!live || (same && !live.isConnected)) continue;
    if (!live.isConnected || (last && last.compareDocumentPosition(live) & Node.DOCUMENT_POSITION_PRECEDING)) {
      if (last) last.after(live);
      else document.head.prepend(live);
    }
    joinAll(live, child);
    last = live;
  }
  before.forEach((gone) => twinOf(gone)?.remove());
}

// Returns whether scripts have to run again.
function bringBody(next) {
  const putBack = leaveOut(sent.body, next);
  const own = made(document.body);
  const unmark = mark(next, own);
  const standsFor = new Set();
  const standDown = standIn(document.body, sent.body, next, (wrapper, placeholder) => {
    standsFor.add(placeholder);
    placeholder.id = wrapper.id ||= `dateline-around-${standsFor.size}`;
  });
  const players = new Set();
  let isSpoilt = false;
  let [morphed, added] = [null, null];
  const valueOf = (element, name) => (name === "value" && element.matches("textarea") ? element.textContent : element.getAttribute(name));
  Idiomorph.morph(document.body, next, {
    // Idiomorph leaves alone all that is inside, too: of a table that was clicked on, or the whole text.
    ignoreActiveValue: document.activeElement?.matches("input, textarea") ?? false,
    callbacks: {
      beforeNodeMorphed(live, now) {
        morphed = now;
        const was = twinOf(live);
        if (standsFor.has(now)) return false;
        if (now.nodeType !== Node.ELEMENT_NODE || !was) return true;
        if (was.isEqualNode(now)) return handOver(was, now), false;
        isSpoilt ||= isTakenOver(live, was, own) || isDrawnAnew(live, was, now);
        return true;
      },
      afterNodeMorphed: (live, now) => now.nodeType === Node.ELEMENT_NODE && join(live, now),
      beforeNodeAdded: (now) => void (added = now),
      // What is not joined already is a copy of what is to be added.
      afterNodeAdded(live) {
        if (live.nodeType !== Node.ELEMENT_NODE) return;
        if (!twinOf(live)) joinAll(live, added);
        players.add(live);
      },
      beforeNodeRemoved(live) {
        isSpoilt ||= isScripts(live);
        return !own.has(live);
      },
      beforeAttributeUpdated(name, live) {
        const was = twinOf(live);
        const isNews = !was || valueOf(was, name) !== valueOf(morphed, name);
        if (isNews) players.add(live);
        return isNews;
      },
    },
  });
  standDown();
  document.querySelectorAll("[id^=dateline-around-]").forEach((wrapper) => wrapper.removeAttribute("id"));
  unmark();
  putBack();
  players.forEach(playAgain);
  return isSpoilt;
}

// Blocks that say the same before and after are the same: an id for as long as the change takes says
// so. Otherwise a new paragraph would push every text below it into the element of the next. And what
// scripts have made is no part of either.
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, figure, details, table, tr, blockquote, pre, section, aside, video, audio, dialog";

const pathsIn = (element) => [element, ...element.querySelectorAll("[src]")].map((medium) => plain(medium.getAttribute("src"), medium));
const whole = (block) => [block.tagName, block.textContent, ...pathsIn(block)].join("\n");
// What has a state of its own is known by its title, even if something else in it is another.
function title(block) {
  if (block.matches("details")) return `details ${block.querySelector("summary")?.textContent}`;
  return block.matches("video, audio, figure") ? [block.tagName, ...pathsIn(block)].join("\n") : null;
}

const MARKED = ["same", "titled", "made"].map((name) => `[id^=dateline-${name}-]`).join();

function mark(next, own) {
  const marked = [];
  const give = (id, ...elements) =>
    elements.forEach((element) => {
      if (element.id) return;
      element.id = id;
      marked.push(element);
    });
  for (const [name, keyOf] of [["same", whole], ["titled", title]]) {
    const [old, young] = [sent.body, next].map((page) => uniqueBlocks(page, keyOf));
    [...old].forEach(([key, was], at) => {
      const now = young.get(key);
      const live = twinOf(was);
      // An id that a script gave it is as good.
      if (now && live?.isConnected) give(live.id || `dateline-${name}-${at}`, live, was, now);
    });
  }
  [...own].forEach((element, at) => give(`dateline-made-${at}`, element));
  // An element that was made into another has taken over its id.
  return () => [...marked, ...document.querySelectorAll(MARKED)].forEach((element) => element.removeAttribute("id"));
}

function uniqueBlocks(page, keyOf) {
  const blocks = new Map();
  for (const block of page.querySelectorAll(BLOCKS)) {
    const key = block.id ? null : keyOf(block);
    if (key) blocks.set(key, blocks.has(key) ? null : block);
  }
  return new Map([...blocks].filter(([, block]) => block));
}

// Whether an element stays on the screen by itself, wherever the reader is.
function isStuck(element) {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (/fixed|sticky/.test(getComputedStyle(at).position)) return true;
  }
  return false;
}

// The first blocks in view stay where they are on the screen, whatever grows or shrinks above them.
function keepPlace(change) {
  const isAtTop = scrollY < 1;
  const inView = [];
  for (const block of document.body.querySelectorAll(BLOCKS)) {
    const { top, bottom } = block.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight && bottom > top && !isStuck(block)) inView.push({ block, top, isWhole: top >= 0 });
  }
  // The innermost that begin in view are the surest; a long one may change above the view itself.
  inView.sort((a, b) => b.isWhole - a.isWhole || a.top - b.top || (a.block.contains(b.block) ? 1 : -1));
  change();
  const still = inView.find(({ block }) => block.isConnected);
  if (isAtTop || !still) return;
  const moved = still.block.getBoundingClientRect().top - still.top;
  // The browser holds on to something in view as well, and must not do it twice.
  if (Math.abs(moved) > 0.5) scrollBy({ top: moved, behavior: "instant" });
}
