// Writes in a site whose preview is open in a browser, and looks at what becomes of the page.
//
//     node main.mjs DATELINE FOLDER [SCENE]
//
// DATELINE is the program, FOLDER an empty folder for the sites. Prints a line for each scene, and
// fails with the first that goes wrong. The packages it uses stand in target/test-tools, where
// tests/run puts them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

import { scenes as reader } from "./reader.mjs";
import { connected, only, PATIENCE, Site } from "./site.mjs";
import { scenes as themes } from "./themes.mjs";
import { scenes as trouble } from "./trouble.mjs";

const require = createRequire(new URL("../../../target/test-tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const scenes = { ...reader, ...themes, ...trouble };

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
