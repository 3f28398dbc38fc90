// From a place on the page to the line that it was written on. The preview puts a comment with the
// line's number before each block of a text; here it is taken out again and kept, so that the blocks
// of two versions of a page can be compared without what lies between them.

import { twinOf } from "./twins.js";

const LINE = /^dateline:(\d+)$/;
const lines = new WeakMap();

// Between blocks a blank is nothing that anybody sees, unless a theme sets them in a row.
const isRow = (block) => getComputedStyle(block).display.startsWith("inline");
const rows = new Set([...document.querySelectorAll("p, li, figure, table, blockquote, pre")].filter(isRow).map((block) => block.localName));

export function adoptLines(page) {
  const comments = document.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) if (LINE.test(comments.currentNode.data)) found.push(comments.currentNode);
  for (const comment of found) {
    const block = comment.nextElementSibling;
    if (block) {
      lines.set(block, Number(LINE.exec(comment.data)[1]));
      if (!rows.has(block.localName)) {
        const around = [comment.previousSibling, comment.nextSibling, block.nextSibling];
        around.filter((node) => node?.nodeType === Node.TEXT_NODE && !node.data.trim()).forEach((node) => node.remove());
      }
    }
    comment.remove();
  }
}

// The line of a node of the open page; none if it is in no block of the text.
export function lineOf(node) {
  for (let block = node; block; block = block.parentNode) {
    const line = lines.get(twinOf(block)) ?? lines.get(block);
    if (line) return line;
  }
}
