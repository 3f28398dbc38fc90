// Keeps the open page as the site’s files are: listens to the preview, and brings the page up to date
// in place. What the page is, the server says; nothing is made here.

import { openEditor, placesFor } from "./editor.js";
import { Overlay } from "./overlay.js";
import { bringUpToDate, remember } from "./page.js";
import { adoptLines } from "./source.js";
import { listenTogether } from "./stream.js";

// How long a page may take to arrive that is no longer the newest.
const PATIENCE = 1_000;
const RETRY = 500;

// What the server says of a page, which is no part of it. None for a page that is none of its making.
function takeState(page) {
  const script = page.querySelector("script[data-dateline-state]");
  script?.remove();
  return script && JSON.parse(script.dataset.datelineState);
}

let state = takeState(document);
adoptLines(document);
const overlay = new Overlay((file, line, column) => openEditor(overlay, { file, line, column }));
overlay.notice(state.notice);

// A path of the preview. The page may have a base elsewhere.
const here = (path) => location.origin + path;

// The generation of the last event, and the addresses of files that changed since the page was made.
let { generation: seen, run } = state;
let changed = new Set();
let anyChanged = false;
let updating = null;

// A page may be newer than the last event, and still have a picture of before it.
const isBehind = () => state.generation < seen || changed.size > 0 || anyChanged;

function receive(event) {
  overlay.connected(event !== null);
  if (!event) return;
  overlay.report(event.report);
  // A preview that was started again counts anew.
  if (event.generation > seen || event.run !== run) hear(event);
  if (isBehind()) update();
}

function hear(event) {
  const isNext = event.generation === seen + 1 && event.run === run;
  if (isNext) event.changed.forEach((address) => changed.add(here(address)));
  else anyChanged = true; // Some events were missed.
  ({ generation: seen, run } = event);
  const isElsewhere = event.follow && new URL(here(event.follow)).pathname !== location.pathname;
  if (isElsewhere && event.generation > state.generation && !document.hidden) location.assign(here(event.follow));
  // A page that takes for ever may have been mended.
  const late = updating;
  if (late) setTimeout(() => late.abort(), PATIENCE);
}

function parse(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  // A parser that runs no scripts makes elements of what is for those without scripts.
  page.querySelectorAll("noscript").forEach((inner) => (inner.textContent = inner.innerHTML));
  return page;
}

// A theme's content security policy may keep the client from asking for the page: then it is loaded anew.
let mayAsk = true;
addEventListener("securitypolicyviolation", ({ effectiveDirective }) => (mayAsk &&= effectiveDirective !== "connect-src"));

const ask = (signal) => fetch(location.href, { cache: "no-store", signal });

// The page’s scripts ran before this one, so what the server sent has to be asked for again.
async function start() {
  let page = null;
  try {
    page = parse(await (await ask()).text());
    // Somebody has saved meanwhile, and what scripts have done since cannot be told from that.
    const sent = takeState(page);
    if (sent?.generation !== state.generation || sent.run !== state.run) return location.reload();
  } catch {
    // The server has just gone away.
    page = null;
  }
  if (page) adoptLines(page);
  remember(page ?? document.cloneNode(true));
  listenTogether(receive);
}

// Only pages that somebody sees are brought up to date; the others are when they are looked at.
async function update() {
  if (updating || document.hidden) return;
  if (!mayAsk) return location.reload();
  try {
    while (isBehind()) {
      updating = new AbortController();
      const changes = { addresses: changed, any: anyChanged, generation: seen };
      [changed, anyChanged] = [new Set(), false];
      try {
        if (!(await bring(changes, updating.signal))) return;
      } catch (error) {
        // What this was for is still to be done.
        changes.addresses.forEach((address) => changed.add(address));
        anyChanged ||= changes.any;
        if (!updating.signal.aborted) throw error;
      }
    }
  } catch (error) {
    // The server has gone away; when it is back, everything may be different.
    anyChanged = true;
    console.debug("dateline preview:", error);
    setTimeout(update, RETRY);
  } finally {
    updating = null;
  }
}

// Returns whether the page goes on living.
async function bring(changes, signal) {
  const answer = await ask(signal);
  const next = parse(await answer.text());
  try {
    return await take(answer, next, changes);
  } catch (error) {
    // Loaded anew it is right in any case.
    console.error("dateline preview:", error);
    return void location.reload();
  }
}

async function take(answer, next, changes) {
  const nextState = takeState(next);
  if (!nextState) return void location.reload();
  if (answer.redirected) {
    const { pathname, search } = new URL(answer.url);
    history.replaceState(history.state, "", here(pathname + search + location.hash));
  }
  // Started anew, the server has no good page for what is faulty; here it is still.
  if (answer.status >= 500 || (answer.status === 404 && overlay.hasErrorIn(state.source))) {
    state = { ...nextState, source: state.source };
    return true;
  }
  adoptLines(next);
  await bringUpToDate(next, changes);
  state = nextState;
  overlay.notice(state.notice);
  return true;
}

document.addEventListener("visibilitychange", () => isBehind() && update());
start();

document.addEventListener(
  "click",
  (event) => {
    if (!event.altKey || event.composedPath()[0].getRootNode() !== document) return;
    event.preventDefault();
    event.stopPropagation();
    openEditor(overlay, ...placesFor(event.target, state.source));
  },
  true,
);
