// The open page beside the page as the server sent it. They differ by what the page's scripts and its
// reader have made of the open one, and that is to stay when the server sends the next version: only
// what the server says differently from what it said before is changed.

const twins = new WeakMap();

// Of an element of the open page, the one that was sent; of one that was sent, the one in the open page.
export const twinOf = (element) => twins.get(element);

export function join(live, sent) {
  twins.set(live, sent);
  twins.set(sent, live);
}

// For two elements that are the same inside.
export function joinAll(live, sent) {
  join(live, sent);
  const inner = sent.getElementsByTagName("*");
  [...live.getElementsByTagName("*")].forEach((element, at) => join(element, inner[at]));
}

// For an element of a page whose scripts have run already, and what the server sent: finds out what
// belongs together.
export function compare(live, sent) {
  join(live, sent);
  const free = new Set(live.children);
  const take = (fits) => {
    for (const child of free) if (fits(child)) return free.delete(child) && child;
  };
  const others = [...sent.children].filter((child) => {
    const same = take((other) => other.isEqualNode(child));
    if (same) joinAll(same, child);
    return !same;
  });
  for (const child of others) {
    // A script may have put something around it.
    const wrapped = [...free].flatMap(inside).find((other) => other.isEqualNode(child) && !hasTwin(other));
    if (wrapped) {
      joinAll(wrapped, child);
      continue;
    }
    const changed = take((other) => other.tagName === child.tagName && other.id === child.id && !inside(other).some(hasTwin));
    if (changed) compare(changed, child);
  }
}

// The server has sent the same again: what belonged to one belongs to the other.
export function handOver(sent, next) {
  const heirs = [next, ...next.getElementsByTagName("*")];
  [sent, ...sent.getElementsByTagName("*")].forEach((element, at) => {
    const live = twins.get(element);
    if (live) join(live, heirs[at]);
  });
}

const hasTwin = (element) => twins.has(element);
const isOpen = (sent) => twins.get(sent)?.isConnected === true;
const inside = (element) => [...element.getElementsByTagName("*")];
const outermost = (elements) => elements.filter((element) => !elements.includes(element.parentElement));

// What scripts have put into the open page, and what holds nothing that was sent.
export function made(live) {
  const own = inside(live).filter((element) => !hasTwin(element));
  return new Set(outermost(own).filter((element) => !inside(element).some(hasTwin)));
}

// Of what was sent, what is the same in what is to be sent: the same one of those that are equal.
function counterpart(element, sent, next) {
  const equal = (page) => [...page.getElementsByTagName(element.localName)].filter((other) => other.isEqualNode(element));
  const [old, young] = [equal(sent), equal(next)];
  return old.length === young.length ? young[old.indexOf(element)] : undefined;
}

// Takes out of both what was sent and is to be sent what scripts have taken out of the open page.
// Returns what puts it back into the latter.
export function leaveOut(sent, next) {
  const lost = outermost(inside(sent).filter((element) => !isOpen(element)));
  const pairs = lost.map((element) => [element, counterpart(element, sent, next)]).filter(([, same]) => same);
  const spots = pairs.map(([element, same]) => {
    const spot = [same, same.parentNode, same.nextSibling];
    same.remove();
    element.remove();
    return spot;
  });
  return () => spots.reverse().forEach(([element, parent, after]) => parent.insertBefore(element, after));
}

const isWrapper = (element) => !hasTwin(element) && inside(element).some(hasTwin);
export const isScripts = (live) => live.nodeType === Node.ELEMENT_NODE && isWrapper(live);

// What scripts have put around something that is to be sent again as it was: for as long as the
// change takes, the latter has an empty element in its place that stands for the whole. Returns what
// undoes that; `stand` gets both.
export function standIn(live, sent, next, stand) {
  const wrappers = outermost(inside(live).filter(isWrapper));
  const undo = wrappers.map((wrapper) => {
    const inner = outermost(inside(wrapper).filter(hasTwin));
    const was = inner.length === 1 && twins.get(inner[0]);
    const same = was && counterpart(was, sent, next);
    if (!same) return () => {};
    const placeholder = next.ownerDocument.createElement(wrapper.localName);
    same.replaceWith(placeholder);
    stand(wrapper, placeholder);
    return () => {
      placeholder.replaceWith(same);
      handOver(was, same);
    };
  });
  return () => undo.forEach((one) => one());
}

// Whether a component of the page's own has drawn itself from what is different now, and does not look.
export function isDrawnAnew(live, sent, next) {
  const component = customElements.get(live.localName);
  const names = new Set([...sent.getAttributeNames(), ...next.getAttributeNames()]);
  const changed = [...names].filter((name) => sent.getAttribute(name) !== next.getAttribute(name));
  return component !== undefined && changed.some((name) => !component.observedAttributes?.includes(name));
}

// Whether scripts have put their own in the place of a text: a drawing for its source, a formula.
export function isTakenOver(live, sent, made) {
  const text = (element) => [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data.trim() : "")).join("");
  return [...live.children].some((child) => made.has(child)) && text(live) !== text(sent);
}
