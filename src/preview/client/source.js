// From a place on the page to the line that it was written on. The preview puts a comment with the
// line’s number before each block of a text; here it becomes an attribute of the block, so that the
// blocks of two versions of a page can be compared without what lies between them.

const LINE = /^dateline:(\d+)$/;

export function adoptLines(page) {
  const comments = document.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) if (LINE.test(comments.currentNode.data)) found.push(comments.currentNode);
  for (const comment of found) {
    const block = comment.nextElementSibling;
    if (block) {

      block.dataset.datelineLine = LINE.exec(comment.data)[1];
      // Between blocks a blank is nothing that anybody sees; between items of a list it may be.
      const blank = (node) => node?.nodeType === Node.TEXT_NODE && !node.data.trim();
      if (!block.matches("li, tr")) {
        if (blank(comment.previousSibling)) comment.previousSibling.remove();
        if (blank(comment.nextSibling)) comment.nextSibling.remove();
        if (blank(block.nextSibling)) block.nextSibling.remove();
      }
    }
    comment.remove();
  }
}

export function lineOf(node) {
  const block = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-dateline-line]");
  return Number(block?.dataset.datelineLine ?? 1);
}
