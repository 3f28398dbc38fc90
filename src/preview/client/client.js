// Keeps the open page as the site’s files are: listens to the preview, and brings the page up to date
// in place. What the page is, the server says; nothing is made here.

import { Overlay } from "./overlay.js";
import { bringUpToDate, remember } from "./page.js";
import { adoptLines, lineOf } from "./source.js";

const HEARTBEAT_MISSED = 25_000; // The server says every ten seconds that it is there.
const RETRY = 500;

const stateOf = (page) => JSON.parse(page.querySelector("script[data-dateline-state]").dataset.datelineState);

let state = stateOf(document);
adoptLines(document);
const overlay = new Overlay(openEditor);
overlay.notice(state.notice);

// The generation of the last event, and the addresses of files that changed since the page was made.
let seen = state.generation;
let changed = new Set();
let anyChanged = false;
let updating = false;

function receive(event) {
  overlay.report(event.report);
  if (event.generation > seen) hear(event);
  if (isBehind()) update();
}

// A page may be newer than the last event, and still have a picture of before it.
const isBehind = () => state.generation < seen || changed.size > 0 || anyChanged;

function hear(event) {
  if (event.generation === seen + 1) event.changed.forEach((address) => changed.add(address));
  else anyChanged = true; // Some events were missed.
  seen = event.generation;
  if (event.follow && event.generation > state.generation && decodeURI(event.follow) !== decodeURI(location.pathname)) {
    location.assign(event.follow);
  }
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// The page’s scripts ran before this one, so what the server sent has to be asked for again.
async function start() {
  remember(document);
  try {
    const page = parse(await (await fetch(location.pathname + location.search)).text());
    if (stateOf(page).generation === state.generation) remember(page);
  } catch {
    // The server has just gone away; then the page as it is has to do.
  }
  connect();
}

async function update() {
  if (updating) return;
  updating = true;
  try {
    while (isBehind()) {
      const changes = { addresses: changed, any: anyChanged, generation: seen };
      [changed, anyChanged] = [new Set(), false];
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      if (!answer.headers.get("content-type")?.startsWith("text/html")) return location.reload();
      const next = parse(await answer.text());
      const nextState = stateOf(next);
      if (answer.redirected) {
        const { pathname, search } = new URL(answer.url);
        history.replaceState(history.state, "", pathname + search + location.hash);
      }
      adoptLines(next);
      await bringUpToDate(next, changes);
      state = nextState;
      overlay.notice(state.notice);
    }
  } catch (error) {
    // The server has gone away; when it is back, everything may be different.
    anyChanged = true;
    seen = state.generation;
    console.debug("dateline preview:", error);
    reconnect();
  } finally {
    updating = false;
  }
}

// Only pages that somebody sees listen: a browser has six connections for each host, in all its tabs.
let events = null;
let lastSign = 0;
let retry = 0;

function connect() {
  disconnect();
  // A page in a frame is part of one that listens.
  if (document.hidden || self !== top) return;
  lastSign = Date.now();
  events = new EventSource("/_dateline/events");
  events.addEventListener("state", (event) => {
    lastSign = Date.now();
    overlay.connected(true);
    receive(JSON.parse(event.data));
  });
  events.addEventListener("ping", () => (lastSign = Date.now()));
  events.addEventListener("error", reconnect);
}

function disconnect() {
  clearTimeout(retry);
  events?.close();
  events = null;
}

function reconnect() {
  overlay.connected(false);
  disconnect();
  retry = setTimeout(connect, RETRY);
}

document.addEventListener("visibilitychange", connect);
addEventListener("pageshow", (event) => event.persisted && connect());
addEventListener("pagehide", disconnect);
addEventListener("online", connect);
// After a sleep the connection may look open and be dead.
setInterval(() => events && Date.now() - lastSign > HEARTBEAT_MISSED && reconnect(), 5_000);
start();

async function openEditor(file, line, column = 1) {
  try {
    const answer = await fetch("/_dateline/open", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ file, line, column }),
    });
    if (answer.status === 200) location.href = (await answer.json()).url;
    else if (!answer.ok) overlay.notice({ message: (await answer.text()).trim() });
  } catch {
    overlay.notice({ message: "the preview has ended, so no editor can be opened" });
  }
}

document.addEventListener(
  "click",
  (event) => {
    if (!event.altKey || event.composedPath()[0].getRootNode() !== document) return;
    event.preventDefault();
    event.stopPropagation();
    if (state.source) openEditor(state.source, lineOf(event.target));
    else overlay.notice({ message: "this page is made of many texts: open the one you mean, and click there" });
  },
  true,
);
