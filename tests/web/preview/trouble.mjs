// Mistakes, and a server that is slow, elsewhere or gone.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { connected, folder, LONG, matter, square, until } from "./site.mjs";

export const scenes = {
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
    // What else is saved leaves the list alone, and with it the focus.
    const place = panel.getByText("content/authors/nobody.md:1:1");
    await place.focus();
    site.long("Saved beside.\n\n");
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Saved beside."));
    assert.equal(await place.evaluate((button) => button.getRootNode().activeElement === button), true);
    // Errors come first, wherever they stand.
    site.write("templates/zz.html", "{% broken");
    await until(async () => (await panel.locator("li").count()) === 2, "both");
    assert.match(await panel.locator("li").first().innerText(), /^error/);
    rmSync(join(site.folder, "templates/zz.html"));
    await panel.waitFor({ state: "hidden" });
    await badge.click();
    await panel.waitFor({ state: "visible" });
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
    // Mistakes that were made meanwhile leave the page as it is.
    await page.locator("dateline-preview .badge").waitFor({ state: "visible" });
    site.long("Not to be seen.\n\n", { date: "2024-13-40" });
    const faulty = await site.serve("--port", port);
    await page.locator("dateline-preview section").waitFor({ state: "visible" });
    assert.ok((await page.locator(".prose").innerText()).includes("Written meanwhile."));
    site.long("Mended.\n\n");
    await page.waitForFunction(() => document.querySelector(".prose").textContent.includes("Mended."));
    assert.equal(await page.evaluate(() => window.marker), 1);
    await faulty.end();
  },
};
