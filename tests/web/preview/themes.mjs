// What themes bring along: styles, scripts, components, policies.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { connected, LONG, matter, square, until } from "./site.mjs";

// A page whose sheet says how far apart its paragraphs are, and a reader in the midst of it.
class Styles {
  static base = (sheet) => `<!doctype html><html lang="en"><head><title>T</title><link rel="stylesheet" href="/${sheet}.css"></head><body><main>{% block main %}{% endblock %}</main></body></html>`;
  static sheet = (margin) => `p { margin: ${margin}em 0; --margin: ${margin} }\n`;

  static async open(site, open) {
    site.write("static/own.css", Styles.sheet(1));
    site.write("static/other.css", Styles.sheet(5));
    site.write("templates/base.html", Styles.base("own"));
    const styles = new Styles();
    styles.page = await open(LONG);
    styles.before = await styles.top();
    return styles;
  }

  top() {
    return this.page.evaluate(() => {
      const read = [...document.querySelectorAll("p")].find((text) => text.textContent.startsWith("Paragraph 50 "));
      if (!window.read) scrollBy({ top: read.getBoundingClientRect().top - 5, behavior: "instant" });
      window.read = read;
      return Math.round(read.getBoundingClientRect().top);
    });
  }

  // Waits for the margin, and looks whether the reader is where he was.
  async show(margin, sheets = 1) {
    await this.page.waitForFunction((wanted) => getComputedStyle(document.querySelector("p")).getPropertyValue("--margin").trim() === wanted, String(margin));
    await this.page.waitForFunction((sheets) => document.querySelectorAll("link").length === sheets, sheets);
    const now = await this.top();
    assert.ok(Math.abs(now - this.before) <= 2, `${this.before}, ${now}`);
  }
}

export const scenes = {
  async "what a script did to the page stays"({ site, open }) {
    const base = (kind) => `<!doctype html><html lang="en" class="${kind}"><head><title>T</title></head><body class="${kind}"><script>document.documentElement.dataset.theme = "dark"; document.body.classList.add("ready"); window.ran = (window.ran ?? 0) + 1</script><main>{% block main %}{% endblock %}</main></body></html>`;
    site.write("templates/base.html", base("one"));
    const page = await open(LONG);
    await page.waitForFunction(() => document.documentElement.className === "one");
    const look = () => page.evaluate(() => [document.documentElement.dataset.theme, document.body.className, window.ran]);
    assert.deepEqual(await look(), ["dark", "one ready", 1]);
    site.long("New.\n\n");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("New."));
    assert.deepEqual(await look(), ["dark", "one ready", 1]);
    site.write("templates/base.html", base("two"));
    await page.waitForFunction(() => document.documentElement.className === "two");
    assert.deepEqual(await look(), ["dark", "two", 1]);
    // A new script runs, as the page is loaded anew.
    site.write("templates/base.html", base("two").replace("</main>", "</main><script>window.late = 1</script>"));
    await page.waitForFunction(() => window.late === 1);
    // And so does one whose file has changed.
    site.write("static/own.js", "window.version = 1");
    site.write("templates/base.html", base("two").replace("</main>", '</main><script src="/own.js"></script>'));
    await page.waitForFunction(() => window.version === 1);
    await connected(page);
    site.write("static/own.js", "window.version = 2");
    await page.waitForFunction(() => window.version === 2);
  },

  async "what scripts and readers did inside the page stays"({ site, open }) {
    const script = `
      document.currentScript.remove();
      document.head.append(Object.assign(document.createElement("style"), { textContent: "main { --by-script: 1 }" }));
      addEventListener("DOMContentLoaded", () => {
        window.ran = (window.ran ?? 0) + 1;
        document.querySelector(".gone").remove();
        const contents = Object.assign(document.createElement("p"), { className: "contents", textContent: "Contents" });
        document.querySelector("main").prepend(contents);
        document.querySelectorAll("main p:not(.contents)").forEach((text, at) => (text.dataset.number = at));
        document.querySelector("time").textContent = "long ago";
        document.querySelector(".wide").style.color = "rgb(7, 8, 9)";
        document.title = "(1) " + document.title;
      });`;
    const drawing = `document.querySelectorAll(".drawing").forEach((source) => (source.innerHTML = "<b>drawn " + source.textContent + "</b>"))`;
    const base = (inner) => `<!doctype html><html lang="en"><head><title>T</title></head><body><script>${script}</script><main class="wide"><p class="gone">Wait.</p><time>2024</time><input id="field"><input type="checkbox"><pre class="drawing">${inner}</pre>{% block main %}{% endblock %}</main><script>${drawing}</script></body></html>`;
    site.write("templates/base.html", base("a"));
    const page = await open(LONG);
    await page.locator("#field").fill("half a thought");
    await page.locator("[type=checkbox]").check();
    await page.locator(".contents").click();
    await page.evaluate(() => (window.marker = 1));
    const look = () =>
      page.evaluate(() => ({
        ran: window.ran, marker: window.marker, title: document.title,
        contents: [...document.querySelectorAll(".contents")].map((contents) => contents.matches("main > :first-child")),
        gone: document.querySelectorAll(".gone").length,
        numbered: [...document.querySelectorAll("main p")].find((text) => text.textContent.startsWith("Paragraph 20 ")).dataset.number,
        time: document.querySelector("time").textContent,
        colour: document.querySelector("main").style.color,
        byScript: getComputedStyle(document.querySelector("main")).getPropertyValue("--by-script"),
        typed: document.querySelector("#field").value,
        checked: document.querySelector("[type=checkbox]").checked,
        drawing: document.querySelector(".drawing").innerHTML,
      }));
    const before = await look();
    assert.deepEqual([before.contents, before.ran, before.title, before.drawing], [[true], 1, "(1) T", "<b>drawn a</b>"]);
    for (const text of ["Once.", "Twice."]) {
      site.long(`${text}\n\n`);
      await page.waitForFunction((text) => document.querySelector("main").textContent.includes(text), text);
      assert.deepEqual(await look(), before);
    }
    // Where a script has drawn something in the place of a text that is another now, it has to draw again.
    site.write("templates/base.html", base("b"));
    await page.waitForFunction(() => document.querySelector(".drawing")?.innerHTML === "<b>drawn b</b>");
    assert.equal(await page.evaluate(() => window.marker), undefined);
  },

  async "what scripts have put around something stays around it"({ site, open }) {
    const script = `
      const wrap = (one, name) => { const around = document.createElement("div"); around.className = name; one.before(around); around.append(one) };
      document.querySelectorAll("table").forEach((table) => wrap(table, "scroll"));
      document.querySelectorAll("figure img").forEach((picture) => wrap(picture, "lightbox"));
      document.querySelector(".b span").remove();`;
    const extra = `<div class="a"><span>same</span></div><div class="b"><span>same</span></div><img src="/silence.png" alt=""><noscript><img src="/silence.png" alt=""></noscript>`;
    const base = (colour) => `<!doctype html><html lang="en"><head><title>T</title><noscript><style>main { color: ${colour} }</style></noscript></head><body>${extra}<main>{% block main %}{% endblock %}</main><script>${script}</script></body></html>`;
    site.write("templates/base.html", base("red"));
    const table = (cell) => `| a |\n|---|\n| ${cell} |\n\n`;
    site.long(table("one"));
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    const look = () => page.evaluate(() => ["table", ".scroll > table", "figure img", ".lightbox > img", ".a span", ".b span", "body > img"].map((one) => document.querySelectorAll(one).length).join());
    assert.equal(await look(), "1,1,1,1,1,0,1");
    site.long(`New.\n\n${table("one")}`);
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("New."));
    assert.equal(await look(), "1,1,1,1,1,0,1");
    site.write("templates/base.html", base("lime"));
    await new Promise((done) => setTimeout(done, 300));
    site.long(`Newer.\n\n${table("one")}`);
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("Newer."));
    assert.equal(await look(), "1,1,1,1,1,0,1");
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("main")).color), "rgb(0, 0, 0)");
    assert.equal(await page.evaluate(() => window.marker), 1);
    // What is inside has changed, so that the script has to run again.
    site.long(`Newer.\n\n${table("two")}`);
    await page.waitForFunction(() => document.querySelector("table")?.textContent.includes("two"));
    await page.waitForFunction(() => document.querySelector(".scroll > table"));
    assert.equal(await look(), "1,1,1,1,1,0,1");
  },

  async "what scripts have asked for is asked for again"({ site, open }) {
    site.write("static/part.mjs", "export const part = 1\n");
    site.write("static/main.mjs", 'import { part } from "./part.mjs"; document.body.dataset.part = part; document.body.dataset.data = await (await fetch("/data.json")).text();\n');
    site.write("static/data.json", "1");
    site.write("static/frame.css", "body { --frame: 1 }\n");
    site.write("static/frame.html", '<!doctype html><link rel="stylesheet" href="/frame.css"><p>Frame</p>');
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><title>T</title></head><body><iframe src="/frame.html"></iframe><main>{% block main %}{% endblock %}</main><script type="module" src="/main.mjs"></script></body></html>`);
    const page = await open(LONG);
    const shows = (name, value) => page.waitForFunction(([name, value]) => document.body.dataset[name] === value, [name, value]);
    await shows("data", "1");
    site.write("static/part.mjs", "export const part = 2\n");
    await shows("part", "2");
    await shows("data", "1");
    await connected(page);
    site.write("static/data.json", "2");
    await shows("data", "2");
    await connected(page);
    await page.evaluate(() => (window.marker = 1));
    site.write("static/frame.css", "body { --frame: 2 }\n");
    await page.waitForFunction(() => {
      const inner = document.querySelector("iframe").contentWindow;
      return inner.document.body && inner.getComputedStyle(inner.document.body).getPropertyValue("--frame").trim() === "2";
    });
    assert.equal(await page.evaluate(() => window.marker), 1);
  },

  async "what scripts have drawn from is drawn from again"({ site, open }) {
    const base = (inner) => `<!doctype html><html lang="en"><head><title>T</title></head><body>${inner}<main>{% block main %}{% endblock %}</main><script src="/draw.js"></script></body></html>`;
    const write = (text) =>
      site.write("templates/base.html", base(`<template id="t"><b>${text}</b></template><div id="host"><template shadowrootmode="open"><i>${text}</i></template></div><script type="application/json" id="data">"${text}"</script><x-card label="${text}">card</x-card><p id="out"></p>`));
    site.write("static/draw.js", `customElements.define("x-card", class extends HTMLElement { connectedCallback() { this.textContent = "card of " + this.getAttribute("label") } });
      document.querySelector("#out").textContent = document.querySelector("#t").content.textContent + JSON.parse(document.querySelector("#data").textContent);\n`);
    write("one");
    const page = await open(LONG);
    const shown = () => page.evaluate(() => [document.querySelector("#out").textContent, document.querySelector("#host").shadowRoot?.textContent, document.querySelector("x-card").textContent]);
    assert.deepEqual(await shown(), ["oneone", "one", "card of one"]);
    write("two");
    await page.waitForFunction(() => document.querySelector("#out")?.textContent === "twotwo");
    assert.deepEqual(await shown(), ["twotwo", "two", "card of two"]);
    // What none of it concerns is brought up to date in place.
    await connected(page);
    await page.evaluate(() => (window.marker = 1));
    site.long("A new beginning.\n\n");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("A new beginning."));
    assert.deepEqual([await page.evaluate(() => window.marker), ...(await shown())], [1, "twotwo", "two", "card of two"]);
    // A card alone.
    const text = site.read("templates/base.html");
    site.write("templates/base.html", text.replace('label="two"', 'label="three"'));
    await page.waitForFunction(() => document.querySelector("x-card")?.textContent === "card of three");
  },

  async "a change of style leaves the reader where he is"({ site, open }) {
    const styles = await Styles.open(site, open);
    site.write("static/own.css", Styles.sheet(3));
    await styles.show(3);
    site.write("templates/base.html", Styles.base("other"));
    await styles.show(5);
  },

  async "so does a style that takes long to come"({ site, open }) {
    const styles = await Styles.open(site, open);
    const own = (margin) => site.write("static/own.css", `${Styles.sheet(margin)}main { background: url(/own.svg) }\n`);
    const isNewest = () => styles.page.evaluate(() => getComputedStyle(document.querySelector("main")).backgroundImage.includes("dateline="));
    site.write("static/own.svg", square("red"));
    own(2);
    await styles.show(2);
    site.write("static/own.svg", square("blue"));
    await until(isNewest, "the picture is the newest");
    const held = [];
    await styles.page.route(/css\?dateline=|other/, (route) => void held.push(route));
    const isAskedFor = (count) => until(() => held.length === count, `${count} sheets are asked for`);
    const goOn = () => held.splice(0).forEach((route) => route.continue().catch(() => {}));
    const begin = async (first) => {
      site.long(`${first}\n\n`);
      await styles.page.waitForFunction((first) => document.querySelector("main").textContent.includes(first), first);
    };
    // The page waits for none, and keeps what it has until there is a newer one.
    own(3);
    await isAskedFor(1);
    await begin("A new beginning.");
    const isSame = () => styles.page.evaluate(() => (window.coming ??= document.querySelectorAll("link")[1]) === document.querySelectorAll("link")[1]);
    await isSame();
    await begin("Another beginning.");
    assert.ok(await isSame(), "what is on its way is not asked for again");
    await styles.show(2, 2);
    own(7);
    await isAskedFor(2);
    goOn();
    await styles.show(7);
    assert.ok(await isNewest(), "a sheet that is late names the newest picture, too");
    // What comes for a sheet that the page does not name any more, is not wanted.
    own(9);
    await isAskedFor(1);
    site.write("templates/base.html", Styles.base("other"));
    await isAskedFor(2);
    await styles.show("", 2);
    goOn();
    await styles.show(5);
  },

  async "style sheets and pictures are swapped without a reload"({ site, open }) {
    site.write("templates/partials/extra.html", "");
    site.write("static/theme/dateline.css", "@import url('/own.css'); body { color: rgb(1, 2, 3) }\n");
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    const colour = (wanted) => page.waitForFunction((wanted) => getComputedStyle(document.body).color === wanted, wanted);
    await colour("rgb(1, 2, 3)");
    site.write("static/theme/dateline.css", "@import url('/own.css'); body { color: rgb(4, 5, 6) }\n");
    await colour("rgb(4, 5, 6)");
    assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1);
    // What a style sheet brings with it.
    site.write("static/own.css", "body { --mark: two }\n");
    await page.waitForFunction(() => getComputedStyle(document.body).getPropertyValue("--mark").trim() === "two");
    // A picture.
    const dot = () =>
      page.evaluate(async () => {
        const picture = document.querySelector("figure img");
        picture.loading = "eager";
        await picture.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
        const context = canvas.getContext("2d");
        context.drawImage(picture, 0, 0);
        return [...context.getImageData(0, 0, 1, 1).data].join();
      });
    assert.equal(await dot(), "255,0,0,255");
    site.write("content/briefs/long/map.svg", square("blue"));
    await until(async () => (await dot()) === "0,0,255,255", "the picture is blue");
    // The theme's own comes back when the site's is deleted.
    rmSync(join(site.folder, "static/theme/dateline.css"));
    await page.waitForFunction(() => getComputedStyle(document.body).color !== "rgb(4, 5, 6)");
    assert.equal(await page.evaluate(() => window.marker), 1);
  },

  async "so are pictures that only a style names, and frames"({ site, open }) {
    const body = `<div class="sheet"></div><div class="own" style="background-image: url(/own.svg)"></div><iframe src="/frame.html"></iframe><iframe src="/2024/05/27/other/"></iframe>`;
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><title>T</title><base href="/static/"><link rel="stylesheet" href="../own.css"></head><body>${body}{% block main %}{% endblock %}</body></html>`);
    site.write("static/own.css", "div { width: 40px; height: 40px } .sheet { background: url('pictures/sheet.svg') }\n");
    site.write("templates/brief.html", "{% extends \"base.html\" %}{% block main %}{% if brief.title == \"The long brief\" %}{{ brief.body_html }}{% else %}<p>{{ brief.title }}</p>{% endif %}{% endblock %}");
    const pictures = (colour) => ["static/pictures/sheet.svg", "static/own.svg"].forEach((name) => site.write(name, square(colour)));
    pictures("red");
    site.write("static/frame.html", "<p>One</p>");
    site.write("templates/partials/none.html", "");
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    const pixel = async (place) => {
      const shot = await page.locator(place).first().screenshot();
      return page.evaluate(async (bytes) => {
        const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
        const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
        context.drawImage(picture, 0, 0);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join();
      }, [...shot]);
    };
    const colours = async () => `${await pixel(".sheet")} ${await pixel(".own")}`;
    await until(async () => (await colours()) === "255,0,0 255,0,0", "both pictures are red");
    pictures("blue");
    await until(async () => (await colours()) === "0,0,255 0,0,255", "both pictures are blue");
    // And they stay so when the page changes.
    site.long("New.\n\n");
    await page.waitForFunction(() => document.body.textContent.includes("New."));
    assert.equal(await colours(), "0,0,255 0,0,255");
    site.write("static/frame.html", "<p>Two</p>");
    await page.frameLocator("iframe >> nth=0").getByText("Two").waitFor();
    site.write("content/briefs/other.md", `${matter({ title: "Renamed", date: "2024-05-27" })}Its text.\n`);
    await page.frameLocator("iframe >> nth=1").getByText("Renamed").waitFor();
    assert.equal(await page.evaluate(() => window.marker), 1);
    // A page in the place of which there is a file now.
    site.write("content/pages/plain.md", "---\ntitle: Plain\n---\nText.\n");
    const plain = await open("/plain/");
    rmSync(join(site.folder, "content/pages/plain.md"));
    site.write("static/plain/index.html", "<!doctype html><title>P</title><p>A file.</p>");
    await plain.getByText("A file.").waitFor();
  },

  async "a theme may forbid the client to ask"({ site, open }) {
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"><title>T</title></head><body><main>{% block main %}{% endblock %}</main></body></html>`);
    const page = await open(LONG);
    for (const text of ["Once.", "Twice."]) {
      site.long(`${text}\n\n`);
      await page.waitForFunction((text) => document.querySelector("main")?.textContent.includes(text), text);
    }
  },

  async "a page may have its base elsewhere"({ site, open }) {
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><title>T</title><base href="https://cdn.example.org/"></head><body>{% block main %}{% endblock %}</body></html>`);
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    site.long("Based elsewhere.\n\n");
    await page.waitForFunction(() => document.body.textContent.includes("Based elsewhere."));
    site.long("", { slug: "moved" });
    await page.waitForURL("**/2024/05/28/moved/");
    assert.equal(await page.evaluate(() => window.marker), 1);
  },
};
