// Shows what is wrong, over the last good page: mistakes in a panel, doubts behind a badge. It stands
// outside of the page’s body, which it neither changes nor is changed by.

const SHEET = `
:host { all: initial !important; position: fixed !important; inset: auto 0 0 0 !important; z-index: 2147483647 !important;
  color-scheme: light dark !important; font: 15px/1.45 system-ui, sans-serif !important;
  color: light-dark(#1c1917, #f5f5f4) !important; pointer-events: none !important }
* { box-sizing: border-box; font: inherit; color: inherit; margin: 0; padding: 0 }
[hidden] { display: none !important }
section, .badge, .notice { pointer-events: auto; background: light-dark(#fff, #1c1917) }
section { max-height: min(60vh, 44rem); overflow: auto; border-top: 4px solid light-dark(#57534e, #a8a29e);
  box-shadow: 0 -6px 24px rgb(0 0 0 / .25); padding: 0 max(1rem, calc(50vw - 34rem)) 1rem }
section.has-errors { border-top-color: light-dark(#b91c1c, #f87171) }
header { position: sticky; top: 0; display: flex; gap: 1rem; align-items: baseline; padding: .6rem 0;
  background: inherit }
header h2 { font-weight: 700; flex: none }
header p { flex: 1; color: light-dark(#57534e, #a8a29e) }
button { cursor: pointer; background: none; border: 0; text-align: start }
button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }
.close { border: 1px solid currentColor; border-radius: 4px; padding: 0 .6rem; flex: none }
ol { list-style: none }
li { border-top: 1px solid light-dark(#e7e5e4, #44403c); padding: .7rem 0 }
.severity { font-weight: 700 }
.error { color: light-dark(#b91c1c, #f87171) }
.warning { color: light-dark(#92400e, #fbbf24) }
.note { color: light-dark(#1d4ed8, #93c5fd) }
.place, pre { font: 13px/1.5 ui-monospace, monospace }
.place { text-decoration: underline; overflow-wrap: anywhere }
pre { overflow-x: auto; background: light-dark(#f5f5f4, #292524); border-radius: 4px; padding: .4rem .7rem;
  margin: .35rem 0; white-space: pre }
pre .line { color: light-dark(#57534e, #a8a29e); user-select: none }
mark { background: light-dark(#fecaca, #7f1d1d) }
.warning ~ pre mark { background: light-dark(#fde68a, #78350f) }
.badge { position: absolute; inset: auto 1rem calc(100% + 1rem) auto; border: 1px solid currentColor; border-radius: 999px;
  padding: .15rem .9rem; box-shadow: 0 2px 8px rgb(0 0 0 / .2) }
.notice { display: flex; gap: 1rem; align-items: baseline; padding: .6rem max(1rem, calc(50vw - 34rem));
  border-top: 4px solid light-dark(#1d4ed8, #93c5fd) }
.notice p { flex: 1; overflow-wrap: anywhere }
@media print { :host { display: none !important } }
`;

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children.filter((child) => child !== null));
  return made;
};

const SEVERITIES = ["error", "warning", "note"];

const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

export class Overlay {
  #panel = element("section", { hidden: true, ariaLabel: "What is wrong with the site" });
  #badge = element("button", { className: "badge", hidden: true });
  #notice = element("div", { className: "notice", hidden: true, role: "status" });
  #report = { errors: 0, warnings: 0, notes: 0, diagnostics: [] };
  #host;
  #isConnected = true;
  // Whether the reader has opened the panel, or closed it, since it last had something new to say.
  #wish = null;
  #said = new Set();
  #open;

  // `open(file, line, column)` opens the author’s editor.
  constructor(open) {
    this.#open = open;
    this.#host = document.createElement("dateline-preview");
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#notice, this.#panel, this.#badge);
    addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.#putAway());
    this.#badge.addEventListener("click", () => this.#wishFor(true));
    document.documentElement.append(this.#host);
  }

  report(report) {
    const errors = report.diagnostics.filter(({ severity }) => severity === "error");
    const said = new Set(errors.map(({ file, message }) => JSON.stringify([file, message])));
    // New mistakes are shown even if older ones were put away, and none at all leaves nothing open.
    const isNews = [...said].some((one) => !this.#said.has(one));
    if (isNews || (said.size === 0 && this.#said.size > 0)) this.#wish = null;
    this.#said = said;
    // Drawn anew, the list would lose the focus.
    if (JSON.stringify(report) === JSON.stringify(this.#report)) return;
    this.#report = report;
    this.#draw();
  }

  connected(isConnected) {
    this.#host.dataset.connected = isConnected;
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.#draw();
  }

  hasErrorIn(path) {
    return this.#report.diagnostics.some(({ severity, file }) => severity === "error" && file === path);
  }

  // Something that is said once; `null` takes it away.
  notice(notice) {
    this.#notice.hidden = !notice;
    if (!notice) return;
    const { message, help, link } = notice;
    const close = element("button", { className: "close", textContent: "Close" });
    close.addEventListener("click", () => (this.#notice.hidden = true));
    const text = help ? `${message}: ${help}` : message;
    const link_ = link ? element("a", { href: link.href, textContent: link.name }) : null;
    this.#notice.replaceChildren(element("p", {}, text, link_ ? " · " : "", link_ ?? ""), close);
  }

  #putAway() {
    this.#notice.hidden = true;
    if (!this.#panel.hidden) this.#wishFor(false);
  }

  #wishFor(open) {
    this.#wish = open;
    this.#draw();
  }

  #draw() {
    const { errors, warnings, notes, diagnostics } = this.#report;
    const isOpen = diagnostics.length > 0 && (this.#wish ?? errors > 0);
    const counts = [[errors, "error"], [warnings, "warning"], [notes, "note"]];
    const summary = counts.filter(([count]) => count > 0).map(([count, what]) => counted(count, what)).join(", ");
    this.#panel.hidden = !isOpen;
    this.#panel.classList.toggle("has-errors", errors > 0);
    if (isOpen) this.#fill(summary, errors > 0);
    this.#badge.hidden = isOpen || (diagnostics.length === 0 && this.#isConnected);
    this.#badge.textContent = this.#isConnected ? summary : "The preview has ended";
    this.#badge.classList.toggle("error", errors > 0);
  }

  #fill(summary, hasErrors) {
    const close = element("button", { className: "close", textContent: "Close" });
    close.addEventListener("click", () => this.#wishFor(false));
    const explanation = hasErrors ? "Until they are mended, nothing is published" : "";
    const header = element("header", {}, element("h2", { textContent: summary }), element("p", { textContent: explanation }), close);
    const worstFirst = SEVERITIES.flatMap((wanted) => this.#report.diagnostics.filter(({ severity }) => severity === wanted));
    const list = element("ol", {}, ...worstFirst.map((diagnostic) => this.#item(diagnostic)));
    const { scrollTop } = this.#panel;
    this.#panel.replaceChildren(header, list);
    this.#panel.scrollTop = scrollTop;
  }

  #item({ severity, message, help, source, related, ...place }) {
    const title = element("p", { className: severity }, element("span", { className: "severity", textContent: severity }), `: ${message}`);
    const others = related.map(({ message, ...place }) => element("p", {}, `${message}: `, this.#place(place)));
    return element(
      "li",
      {},
      title,
      this.#place(place),
      source === null ? null : excerpt(source, place),
      help ? element("p", { textContent: `help: ${help}` }) : null,
      ...others,
    );
  }

  #place({ file, line, column }) {
    const button = element("button", { className: "place", textContent: `${file}:${line}:${column}`, title: "Open in the editor" });
    button.addEventListener("click", () => this.#open(file, line, column));
    return button;
  }
}

// The source line with the faulty part marked.
function excerpt(source, { line, column, end_line, end_column }) {
  const letters = [...source];
  const end = end_line === line ? Math.max(end_column, column + 1) : letters.length + 1;
  const part = (from, to) => letters.slice(from - 1, to - 1).join("");
  return element(
    "pre",
    {},
    element("span", { className: "line", textContent: `${line} | ` }),
    part(1, column),
    element("mark", { textContent: part(column, end) || " " }),
    part(end, letters.length + 1),
  );
}
