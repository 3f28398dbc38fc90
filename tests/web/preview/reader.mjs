// What the reader of an open page keeps while its text changes.

import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { connected, LONG, matter, paragraphs, until, wave } from "./site.mjs";

export const scenes = {
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

  async "what has the focus is brought up to date as well"({ site, open }) {
    const table = (name) => `| Country | Code |\n|---|---|\n| ${name} | NO |\n\n`;
    const base = (main) => `<!doctype html><html lang="en"><head><title>T</title></head><body>${main}{% block main %}{% endblock %}</main></body></html>`;
    site.long(table("Norway"));
    const page = await open(LONG);
    await page.locator("table").first().click();
    assert.ok(await page.evaluate(() => document.activeElement.closest("table, [tabindex]") !== null));
    site.long(table("Kingdom of Norway"));
    await page.waitForFunction(() => document.querySelector("table").textContent.includes("Kingdom of Norway"));
    // A theme whose skip link leads to the whole text.
    site.write("templates/base.html", base('<main tabindex="-1">'));
    await page.locator("main[tabindex]").waitFor();
    await connected(page);
    await page.evaluate(() => document.querySelector("main").focus());
    site.long("In the midst of it.\n\n");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("In the midst of it."));
  },

  async "blocks that are alike leave no marks on the page"({ site, open }) {
    const list = "- one\n- two\n\n";
    site.long(`The same.\n\nFirst.\n\nThe same.\n\nSecond.\n\n${list}Third.\n\n`);
    const page = await open(LONG);
    const texts = [`${list}The same.\n\nFirst.\n\nSecond.\n\nThird.\n\n`, `The same.\n\n${list}The same.\n\nSecond.\n\nFirst.\n\nFourth.\n\n`, `Fourth.\n\n${list}${list}The same.\n\n`];
    for (const [at, text] of texts.entries()) {
      site.long(`${text}Round ${at}.\n\n`);
      await page.waitForFunction((at) => document.querySelector(".prose").textContent.includes(`Round ${at}.`), at);
      assert.equal(await page.locator("body [id^=dateline-]").count(), 0);
    }
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
