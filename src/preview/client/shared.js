// One for all tabs of a browser: listens to the preview, and passes on what it says.

import { listen } from "./stream.js";

const tabs = new Set();
let last;

addEventListener("connect", ({ ports: [tab] }) => {
  tabs.add(tab);
  tab.onmessage = () => tabs.delete(tab);
  if (last !== undefined) tab.postMessage(last);
});

listen((event) => {
  last = event;
  tabs.forEach((tab) => tab.postMessage(event));
});
