// The preview's events. A browser has six connections for each host in all its tabs together, so its
// tabs share one where they can: a worker (shared.js) listens for all of them.

const HEARTBEAT_MISSED = 25_000; // The server says every ten seconds that it is there.
const RETRY = 500;

// Calls `tell` with every event, and with `null` whenever nobody is there to listen to.
export function listen(tell) {
  let events = null;
  let lastSign = 0;
  const connect = () => {
    lastSign = Date.now();
    events = new EventSource(new URL("/_dateline/events", location.origin));
    events.addEventListener("state", (event) => {
      lastSign = Date.now();
      tell(JSON.parse(event.data));
    });
    events.addEventListener("ping", () => (lastSign = Date.now()));
    events.addEventListener("error", reconnect);
  };
  const reconnect = () => {
    events?.close();
    events = null;
    tell(null);
    setTimeout(connect, RETRY);
  };
  // After a sleep the connection may look open and be dead.
  setInterval(() => events && Date.now() - lastSign > HEARTBEAT_MISSED && reconnect(), 5_000);
  connect();
}

// The same for a page, which shares its stream with the others of this browser.
export function listenTogether(tell) {
  if (!globalThis.SharedWorker) return listen(tell);
  let worker = null;
  const connect = () => {
    worker = new SharedWorker(new URL("./shared.js", import.meta.url), { type: "module", name: "dateline preview" });
    worker.port.onmessage = (event) => tell(event.data);
    // A content security policy of the page may forbid it.
    worker.addEventListener("error", () => listen(tell), { once: true });
  };
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  // The page is back from where browsers keep pages that were left.
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
}
