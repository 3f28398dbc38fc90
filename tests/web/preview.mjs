// Writes in a site whose preview is open in a browser, and looks at what becomes of the page.
//
//     node preview.mjs DATELINE FOLDER [SCENE]
//
// DATELINE is the program, FOLDER an empty folder for the sites. Prints a line for each scene, and
// fails with the first that goes wrong. The packages it uses stand in target/test-tools, where
// tests/run puts them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(new URL("../../target/test-tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [dateline, folder, only] = process.argv.slice(2);
const PATIENCE = 30_000;
const started = new Set();

// --- A site that is being written in ------------------------------------------------------------

const matter = (fields = {}) => {
  const all = { title: "The long brief", date: "2024-05-28", countries: "[KP]", ...fields };
  return `---\n${Object.entries(all).map(([key, value]) => `${key}: ${value}\n`).join("")}---\n`;
};
const paragraph = (number) => `Paragraph ${number} has enough words in it to fill a line or two of the page that it stands on, and then some more.\n\n`;
const paragraphs = (from, to) => Array.from({ length: to - from }, (_, at) => paragraph(from + at)).join("");
const square = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="${colour}"/></svg>`;

// Ten seconds of silence.
function wave() {
  const samples = Buffer.alloc(80_000, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const widgets = `<details id="more">
<summary>More</summary>
<p>Unfolded.</p>
</details>

<details>
<summary>Without an id</summary>
<p>Unfolded, too.</p>
</details>

<input id="note" aria-label="A note">

<audio id="sound" src="/silence.wav" controls loop></audio>

`;

class Site {
  constructor(name) {
    this.folder = join(folder, name);
    rmSync(this.folder, { recursive: true, force: true });
    this.write("dateline.yaml", "title: Desk\nbase_url: https://example.org/\nnotes: off\n");
    this.write("static/silence.wav", wave());
    this.write("static/own.css", "body { --mark: one }\n");
    this.write("content/briefs/long/map.svg", square("red"));
    this.long();
    this.write("content/briefs/other.md", `${matter({ title: "Another brief", date: "2024-05-27" })}Its text.\n`);
  }

  // The long brief, with something at its beginning.
  long(first = "", fields = {}) {
    const text = `${first}${paragraphs(1, 40)}${widgets}${paragraphs(40, 80)}![A map](map.svg)\n*A map.* Agency\n`;
    this.write("content/briefs/long/index.md", matter(fields) + text);
  }

  write(name, text) {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  read(name) {
    return readFileSync(join(this.folder, name), "utf8");
  }

  // Starts the preview; ends with the program.
  async serve(...options) {
    const child = spawn(dateline, ["--site", this.folder, "serve", "--now", "2026-11-01", ...options], {
      env: { ...process.env, NO_COLOR: "1", VISUAL: "" },
    });
    started.add(child);
    let said = "";
    const address = await new Promise((done, fail) => {
      const listen = (data) => {
        said += data;
        const found = /http:\/\/[^\s/]+/.exec(said);
        if (found) done(found[0]);
      };
      child.stdout.on("data", listen);
      child.stderr.on("data", listen);
      child.on("exit", () => fail(new Error(`the preview ended: ${said}`)));
    });
    const ended = new Promise((done) => child.on("exit", done));
    const end = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    return { address, end, said: () => said };
  }
}

const LONG = "/2024/05/28/long/";

// --- Scenes -------------------------------------------------------------------------------------

const scenes = {
  async "an edit far above leaves the reader alone"({ site, open }) {
    const page = await open(LONG);
    await page.evaluate(() => {
      window.marker = "still here";
      const texts = [...document.querySelectorAll(".prose p")];
      const read = texts.find((text) => text.textContent.startsWith("Paragraph 50 "));
      document.querySelectorAll("details").forEach((details) => (details.open = true));
      document.querySelector("#sound").play();
      read.scrollIntoView({ block: "center", behavior: "instant" });
      document.querySelector("#note").value = "half a thou";
      document.querySelector("#note").focus({ preventScroll: true });
      window.read = read;
      window.selected = read.firstChild;
    });
    await page.waitForFunction(() => document.querySelector("#sound").currentTime > 0.2);
    const look = () =>
      page.evaluate(() => ({
        top: Math.round(window.read.getBoundingClientRect().top),
        text: window.read.textContent.slice(0, 12),
        isConnected: window.read.isConnected,
        focus: document.activeElement.id,
        typed: document.querySelector("#note").value,
        open: [...document.querySelectorAll("details")].map((details) => details.open),
        isPlaying: !document.querySelector("#sound").paused,
        marker: window.marker,
      }));
    const before = await look();
    const time = await page.evaluate(() => document.querySelector("#sound").currentTime);
    site.long(`${paragraphs(500, 512)}<details><summary>New</summary>Folded.</details>\n\n`);
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Paragraph 505 "));
    const after = await look();
    assert.deepEqual({ ...after, top: 0, open: 0 }, { ...before, top: 0, open: 0 });
    assert.deepEqual(after.open, [false, true, true]);
    assert.ok(Math.abs(after.top - before.top) <= 2, `the text moved from ${before.top} to ${after.top}`);
    assert.ok((await page.evaluate(() => document.querySelector("#sound").currentTime)) >= time);
    // And back.
    site.long();
    await page.waitForFunction(() => !document.querySelector(".prose").textContent.includes("Paragraph 505 "));
    const again = await look();
    assert.ok(Math.abs(again.top - before.top) <= 2, `the text moved from ${before.top} to ${again.top}`);
    // The frame after shows the same: the browser has not moved it by itself.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal((await look()).top, again.top);
  },

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

  async "what is unfolded stays unfolded, and what authors unfold is"({ site, open }) {
    const details = (name, text, rest = "") => `<details${rest}><summary>${name}</summary><p>${text}</p></details>\n\n`;
    site.long(details("First", "a") + details("Second", "b"));
    const page = await open(LONG);
    await page.getByText("Second", { exact: true }).click();
    site.long(details("New", "n") + details("First", "a") + details("Second", "changed"));
    await page.getByText("changed").waitFor();
    const open_ = () => page.evaluate(() => [...document.querySelectorAll("details")].slice(0, 3).map((details) => `${details.querySelector("summary").textContent}:${details.open}`).join());
    assert.equal(await open_(), "New:false,First:false,Second:true");
    site.long(details("New", "n", " open") + details("First", "a") + details("Second", "changed"));
    await page.waitForFunction(() => document.querySelector("details").open);
    assert.equal(await open_(), "New:true,First:false,Second:true");
    // What a player has to choose from.
    const sound = (name) => `<audio controls id="own"><source src="/${name}.wav"></audio>\n\n`;
    site.write("static/other.wav", wave());
    site.long(sound("silence"));
    await page.waitForFunction(() => document.querySelector("#own")?.currentSrc.endsWith("/silence.wav"));
    site.long(sound("other"));
    await page.waitForFunction(() => (window.played = document.querySelector("#own").currentSrc).includes("/other.wav"));
    site.write("static/other.wav", wave().subarray(0, 40_000));
    await page.waitForFunction(() => document.querySelector("#own").currentSrc !== window.played);
  },

  async "a change of style leaves the reader where he is"({ site, open }) {
    const base = (sheet) => `<!doctype html><html lang="en"><head><title>T</title><link rel="stylesheet" href="/${sheet}.css"></head><body><main>{% block main %}{% endblock %}</main></body></html>`;
    const sheet = (margin) => `p { margin: ${margin}em 0; --margin: ${margin} }\n`;
    site.write("static/own.css", sheet(1));
    site.write("static/other.css", sheet(5));
    site.write("templates/base.html", base("own"));
    const page = await open(LONG);
    const top = () =>
      page.evaluate(() => {
        const read = [...document.querySelectorAll("p")].find((text) => text.textContent.startsWith("Paragraph 50 "));
        if (!window.read) scrollBy({ top: read.getBoundingClientRect().top - 5, behavior: "instant" });
        window.read = read;
        return Math.round(read.getBoundingClientRect().top);
      });
    const before = await top();
    const margin = (wanted) => page.waitForFunction((wanted) => getComputedStyle(document.querySelector("p")).getPropertyValue("--margin").trim() === wanted, wanted);
    site.write("static/own.css", sheet(3));
    await margin("3");
    assert.ok(Math.abs((await top()) - before) <= 2, `${before}, ${await top()}`);
    site.write("templates/base.html", base("other"));
    await margin("5");
    await page.waitForFunction(() => document.querySelectorAll("link").length === 1);
    assert.ok(Math.abs((await top()) - before) <= 2, `${before}, ${await top()}`);
  },

  async "a theme may forbid the client to ask"({ site, open }) {
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"><title>T</title></head><body><main>{% block main %}{% endblock %}</main></body></html>`);
    const page = await open(LONG);
    for (const text of ["Once.", "Twice."]) {
      site.long(`${text}\n\n`);
      await page.waitForFunction((text) => document.querySelector("main")?.textContent.includes(text), text);
    }
  },

  async "what is saved while a page loads is seen, and its scripts have run"({ site, context, server, check }) {
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><title>T</title></head><body><script>document.documentElement.dataset.theme = "dark"</script><main>{% block main %}{% endblock %}</main></body></html>`);
    const page = await context.newPage();
    check(page);
    let release;
    const held = new Promise((done) => (release = done));
    await page.route("**/_dateline/client.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(server.address + LONG, { waitUntil: "commit" });
    site.long("Saved meanwhile.\n\n");
    await until(async () => (await (await fetch(server.address + LONG)).text()).includes("Saved meanwhile."), "the new text");
    release();
    await page.waitForFunction(() => document.querySelector("main")?.textContent.includes("Saved meanwhile."));
    await connected(page);
    site.long("Saved later.\n\n");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("Saved later."));
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
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

  async "what is selected stays selected"({ site, open }) {
    const page = await open(LONG);
    await page.evaluate(() => {
      const text = [...document.querySelectorAll(".prose p")].find((text) => text.textContent.startsWith("Paragraph 50 "));
      getSelection().selectAllChildren(text);
    });
    const before = await page.evaluate(() => getSelection().toString());
    site.long(paragraphs(600, 603));
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Paragraph 600 "));
    assert.equal(await page.evaluate(() => getSelection().toString()), before);
    // In a list, too.
    const items = (...items) => items.map((item) => `- The ${item} item\n`).join("");
    site.long(`${items("second", "third")}\n`);
    const third = page.locator("li", { hasText: "The third item" });
    await third.waitFor();
    await third.evaluate((item) => getSelection().selectAllChildren(item));
    site.long(`${items("first", "second", "third", "last")}\n`);
    await page.locator("li", { hasText: "The first item" }).waitFor();
    assert.equal(await page.evaluate(() => getSelection().toString()), "The third item");
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

  async "a page that takes for ever waits for nobody"({ site, open, server }) {
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    const template = (inner) => `{% extends "base.html" %}{% block main %}${inner}<p class="end">The end</p>{{ brief.body_html }}{% endblock %}`;
    site.write("templates/brief.html", template("{% for a in range(end=100000) %}{% for b in range(end=100000) %}<br>{% endfor %}{% endfor %}"));
    await new Promise((done) => setTimeout(done, 500));
    // Others are served meanwhile, however often it is asked for.
    const asked = Array.from({ length: 80 }, () => fetch(server.address + LONG, { signal: AbortSignal.timeout(2_000) }).catch(() => null));
    assert.equal((await fetch(`${server.address}/archive/`, { signal: AbortSignal.timeout(20_000) })).status, 200);
    await Promise.all(asked);
    site.write("templates/brief.html", template(""));
    await page.locator(".end").waitFor();
    assert.equal(await page.evaluate(() => window.marker), 1);
  },

  async "mistakes show over the last good page and go by themselves"({ site, open, server }) {
    const page = await open(LONG);
    const panel = page.locator("dateline-preview section");
    assert.equal(await panel.isVisible(), false);
    site.write("content/briefs/other.md", `${matter({ titel: "Oops", date: "2024-13-40" })}Its [text](nowhere.md).\n`);
    await panel.waitFor({ state: "visible" });
    await until(async () => (await panel.locator("li").count()) === 3, "all three mistakes");
    const text = await panel.innerText();
    for (const part of ["content/briefs/other.md:3:7", "date: 2024-13-40", "titel", "did you mean", "nowhere.md"]) {
      assert.ok(text.includes(part), `${part} is missing in:\n${text}`);
    }
    assert.equal(await panel.locator("mark", { hasText: "2024-13-40" }).count(), 1);
    assert.ok((await page.locator(".prose").innerText()).includes("Paragraph 70 "), "the page is still there");
    await page.screenshot({ path: join(folder, "overlay.png") });
    // Put away, it waits behind the badge, and comes back when there is something new.
    await panel.getByText("Close").click();
    const badge = page.locator("dateline-preview .badge");
    await badge.waitFor({ state: "visible" });
    assert.match(await badge.innerText(), /3 errors/);
    site.write("content/briefs/third.md", `${matter({ countries: "[Atlantis]" })}Text.\n`);
    await panel.waitFor({ state: "visible" });
    site.write("content/briefs/other.md", `${matter({ title: "Another brief", date: "2024-05-27" })}Its text.\n`);
    rmSync(join(site.folder, "content/briefs/third.md"));
    await panel.waitFor({ state: "hidden" });
    await badge.waitFor({ state: "hidden" });
    // A template that fails when a page is made.
    site.write("templates/brief.html", "{% extends \"base.html\" %}{% block main %}{{ brief.nothing.at_all }}{% endblock %}\n");
    await panel.waitFor({ state: "visible" });
    assert.match(await panel.innerText(), /templates\/brief\.html:1:\d+/);
    assert.ok((await page.locator(".prose").innerText()).includes("Paragraph 70 "), "the page is still there");
    // One that is no template, and settings that are no YAML.
    site.write("templates/brief.html", "{% block main %}");
    site.write("dateline.yaml", "title: [\n");
    await until(async () => (await panel.innerText()).includes("dateline.yaml"), "the settings' mistake");
    site.write("dateline.yaml", "title: Desk\nbase_url: https://example.org/\nnotes: off\n");
    rmSync(join(site.folder, "templates/brief.html"));
    await panel.waitFor({ state: "hidden" });
    // Doubts sit in the corner.
    site.write("content/authors/nobody.md", "---\nname: Nobody\n---\nText.\n");
    await badge.waitFor({ state: "visible" });
    assert.match(await badge.innerText(), /1 warning/);
    await badge.click();
    await panel.waitFor({ state: "visible" });
    assert.match(await panel.innerText(), /content\/authors\/nobody\.md/);
    await page.keyboard.press("Tab");
    await panel.getByText("Close").press("Escape");
    await panel.waitFor({ state: "hidden" });
    await badge.click();
    await panel.waitFor({ state: "visible" });
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    const times = server.said().split("titel").length - 1;
    assert.ok(times >= 1 && times <= 3, `the terminal was told ${times} times`);
  },

  async "a brief that moves is followed, and one that goes is told of"({ site, open }) {
    const page = await open(`${LONG}#figure-1`);
    await page.evaluate(() => (window.marker = 1));
    site.long("", { slug: "moved" });
    await page.waitForURL("**/2024/05/28/moved/#figure-1");
    site.long("", { slug: "moved", date: "2024-06-01" });
    await page.waitForURL("**/2024/06/01/moved/#figure-1");
    // Renamed on the disk, without a slug of its own.
    site.long();
    await page.waitForURL("**/2024/05/28/long/#figure-1");
    renameSync(join(site.folder, "content/briefs/long"), join(site.folder, "content/briefs/wide"));
    await page.waitForURL("**/2024/05/28/wide/#figure-1");
    assert.equal(await page.evaluate(() => window.marker), 1);
    const notice = page.locator("dateline-preview .notice");
    const text = site.read("content/briefs/wide/index.md");
    rmSync(join(site.folder, "content/briefs/wide/index.md"));
    await notice.waitFor({ state: "visible" });
    assert.match(await notice.innerText(), /content\/briefs\/wide\/index\.md was deleted/);
    site.write("content/briefs/wide/index.md", text);
    await notice.waitFor({ state: "hidden" });
    assert.ok((await page.locator(".prose").innerText()).includes("Paragraph 70 "));
    site.write("content/briefs/wide/index.md", text.replace("countries", "draft: true\ncountries"));
    await notice.waitFor({ state: "visible" });
    assert.match(await notice.innerText(), /draft/);
  },

  async "the site may move below a path"({ site, open, server }) {
    site.write("templates/base.html", "<!doctype html><html lang=\"en\"><head><title>T</title><style>* { position: relative; max-width: 9ch; display: inline; margin: 3em; color: red !important }</style></head><body>{% block main %}{% endblock %}</body></html>");
    const page = await open(LONG);
    site.write("dateline.yaml", "title: Desk\nbase_url: https://example.org/desk/\nnotes: off\n");
    await page.waitForURL(`**/desk${LONG}`);
    site.write("content/briefs/other.md", "---\n");
    const panel = page.locator("dateline-preview section");
    await panel.waitFor({ state: "visible" });
    // The theme's rules do not reach the list of mistakes.
    const { x, width } = await panel.boundingBox();
    assert.deepEqual([x, width], [0, 1280]);
    site.write("dateline.yaml", "title: Desk\nbase_url: https://example.org/\nnotes: off\n");
    await page.waitForURL((url) => url.pathname === LONG);
    assert.equal((await fetch(`${server.address}/desk/`, { redirect: "manual" })).status, 307);
  },

  async "every tab and every browser shows the same"({ site, open, browser }) {
    // More tabs than a browser has connections for.
    const pages = [];
    for (let tab = 0; tab < 12; tab++) pages.push(await open(LONG));
    const other = await browser.newContext();
    pages.push(await open(LONG, other), await open("/", other));
    site.long("A new beginning.\n\n", { title: "A new title" });
    for (const page of pages) await page.waitForFunction(() => document.querySelector("h1, .card, main").ownerDocument.body.textContent.includes("A new title"));
    for (const page of pages.slice(0, 13)) await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("A new beginning"));
    await other.close();
  },

  async "the preview goes to the page that is being written"({ site, browser, check }) {
    const server = await site.serve("--port", "0", "--follow");
    const page = await (await browser.newContext()).newPage();
    check(page);
    await page.goto(`${server.address}/`);
    await connected(page);
    site.write("content/briefs/other.md", `${matter({ title: "Another brief", date: "2024-05-27" })}Its new text.\n`);
    await page.waitForURL("**/2024/05/27/other/");
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Its new text."));
    await connected(page);
    site.long("New.\n\n");
    await page.waitForURL(`**${LONG}`);
    await page.context().close();
    await server.end();
  },

  async "a preview that was started again is found again"({ site, open, server }) {
    site.write("templates/base.html", `<!doctype html><html lang="en"><head><title>T</title><link rel="stylesheet" href="/own.css"></head><body>{% block main %}{% endblock %}</body></html>`);
    const page = await open(LONG);
    await page.evaluate(() => (window.marker = 1));
    const mark = (wanted) => page.waitForFunction((wanted) => getComputedStyle(document.body).getPropertyValue("--mark").trim() === wanted, wanted);
    site.write("static/own.css", "body { --mark: two }\n");
    await mark("two");
    await server.end();
    await page.locator("dateline-preview .badge").waitFor({ state: "visible" });
    site.write("static/own.css", "body { --mark: three }\n");
    site.long("Written meanwhile.\n\n");
    site.write("content/briefs/long/map.svg", square("lime"));
    const port = new URL(server.address).port;
    const again = await site.serve("--port", port);
    assert.equal(again.address, server.address);
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Written meanwhile."));
    await page.locator("dateline-preview .badge").waitFor({ state: "hidden" });
    await mark("three");
    assert.equal(await page.evaluate(() => window.marker), 1);
    await again.end();
  },

  async "a click with Alt leads to the line"({ site, browser, check }) {
    const opened = join(site.folder, "opened.txt");
    const server = await site.serve("--port", "0", "--editor", `sh -c 'echo "$1:$2" > "${opened}"' sh {file} {line}`);
    const page = await (await browser.newContext()).newPage();
    check(page);
    site.write("content/briefs/places.md", `${matter({ title: "Places", date: "2024-05-26" })}First.\n\n## A heading\n\n- one\n- two\n\n![A map](long/map.svg)\n*A caption.* Agency\n\n| a |\n|---|\n| b |\n\nNote.[^n]\n\n[^n]: The note.\n`);
    await until(async () => (await fetch(`${server.address}/2024/05/26/places/`)).ok, "the brief is there");
    await page.goto(`${server.address}/2024/05/26/places/`);
    await connected(page);
    // A teaser leads to its own text, on a page that has a text of its own, too.
    site.write("content/countries/KP.md", "---\nsummary: A country\n---\nIts introduction.\n");
    await page.goto(`${server.address}/countries/prk/`);
    await connected(page);
    const clicks = async (place, expected) => {
      rmSync(opened, { force: true });
      await place.click({ modifiers: ["Alt"] });
      await until(() => existsSync(opened) && readFileSync(opened, "utf8").endsWith("\n"), `an editor for ${expected}`);
      assert.equal(readFileSync(opened, "utf8").trim(), join(site.folder, expected));
    };
    await page.getByText("Its introduction.").waitFor();
    await clicks(page.getByText("Its introduction."), "content/countries/KP.md:4");
    await clicks(page.getByRole("link", { name: "Another brief" }), "content/briefs/other.md:1");
    await clicks(page.locator("h1"), "content/countries/KP.md:1");
    await page.goto(`${server.address}/2024/05/26/places/`);
    await connected(page);
    const lines = [["text=First.", 6], ["h2:has-text('A heading')", 8], ["text=two", 11], ["figure img", 13], ["text=A caption.", 13], ["td:has-text('b')", 18], ["text=The note.", 22]];
    for (const [place, line] of lines) {
      rmSync(opened, { force: true });
      await page.locator(`.prose >> ${place}`).first().click({ modifiers: ["Alt"] });
      await until(() => existsSync(opened) && readFileSync(opened, "utf8").endsWith("\n"), `an editor for ${place}`);
      assert.equal(readFileSync(opened, "utf8").trim(), `${join(site.folder, "content/briefs/places.md")}:${line}`, place);
    }
    await page.context().close();
    await server.end();
  },
};

// Whatever happens, no preview outlives the program.
process.on("exit", () => started.forEach((child) => child.kill("SIGKILL")));

// --- The stage ----------------------------------------------------------------------------------

async function until(holds, what) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

// The page hears of every change from here on.
const connected = (page) => page.waitForFunction(() => document.querySelector("dateline-preview")?.dataset.connected === "true");

const browser = await chromium.launch({
  executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
});
try {
  for (const [name, scene] of Object.entries(scenes)) {
    if (only && !name.includes(only)) continue;
    const site = new Site(name.replaceAll(" ", "-"));
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const server = await site.serve("--port", "0");
    const complaints = [];
    const check = (page) => {
      page.setDefaultTimeout(PATIENCE);
      page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
    };
    const open = async (path, where = context) => {
      const page = await where.newPage();
      check(page);
      await page.goto(server.address + path);
      await connected(page);
      return page;
    };
    try {
      await scene({ site, open, server, browser, context, check });
      assert.deepEqual(complaints, [], "the page complains");
    } catch (error) {
      console.log(`${name}: ${error.stack ?? error}\n${complaints.join("\n")}\n${server.said()}`);
      process.exitCode = 1;
      break;
    } finally {
      await context.close();
    }
    await server.end();
    console.log(`${name}: ok`);
  }
} finally {
  await browser.close();
}
process.exit();
