// Opens the author's editor for a place on the page.

import { lineOf } from "./source.js";

// What a click on an element may be meant for, the likeliest first: a line of the page's own text, the
// page that a link or a card leads to, the page itself.
export function placesFor(element, source) {
  const line = lineOf(element);
  const link = line ? null : (element.closest("a[href]") ?? element.closest("article, li")?.querySelector("a[href]"));
  const page = link?.origin === location.origin && link.pathname !== location.pathname && { page: link.pathname };
  return [page, source && { file: source, line: line ?? 1, column: 1 }].filter(Boolean);
}

// Opens the first of these places that can be opened; the overlay says why if none can be.
export async function openEditor(overlay, ...places) {
  let why = "this page is made of many texts: open the one you mean, and click there";
  for (const place of places) {
    try {
      const answer = await fetch(new URL("/_dateline/open", location.origin), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(place),
      });
      if (answer.status === 200) location.href = (await answer.json()).url;
      if (answer.ok) return;
      if (!place.page) why = (await answer.text()).trim();
    } catch {
      why = "the preview has ended, so no editor can be opened";
    }
  }
  overlay.notice({ message: why });
}
