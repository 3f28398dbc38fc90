// From a place on the page to the line that it was written on: the preview puts a comment with the
// line’s number before each block of a text.

const LINE = /^dateline:(\d+)$/;

export function lineOf(node) {
  for (let block = node; block && block !== document.body; block = block.parentNode) {
    for (let before = block.previousSibling; before; before = before.previousSibling) {
      if (before.nodeType === Node.COMMENT_NODE) {
        const line = LINE.exec(before.data);
        if (line) return Number(line[1]);
      } else if (before.nodeType !== Node.TEXT_NODE || before.data.trim()) break;
    }
  }
  return 1;
}
