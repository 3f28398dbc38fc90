// A site that is being written in, and its preview.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const [dateline, folder, only] = process.argv.slice(2);
export const PATIENCE = 30_000;

const started = new Set();
// Whatever happens, no preview outlives the program.
process.on("exit", () => started.forEach((child) => child.kill("SIGKILL")));

export const matter = (fields = {}) => {
  const all = { title: "The long brief", date: "2024-05-28", countries: "[KP]", ...fields };
  return `---\n${Object.entries(all).map(([key, value]) => `${key}: ${value}\n`).join("")}---\n`;
};
const paragraph = (number) => `Paragraph ${number} has enough words in it to fill a line or two of the page that it stands on, and then some more.\n\n`;
export const paragraphs = (from, to) => Array.from({ length: to - from }, (_, at) => paragraph(from + at)).join("");
export const square = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="${colour}"/></svg>`;

// Ten seconds of silence.
export function wave() {
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

export class Site {
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

export const LONG = "/2024/05/28/long/";

export async function until(holds, what) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

// The page hears of every change from here on.
export const connected = (page) => page.waitForFunction(() => document.querySelector("dateline-preview")?.dataset.connected === "true");
