// Draws the pictures of the example publication: locator-*.svg from locators.json, the charts from charts/*.json.
//
//   node content/pictures/make.mjs            all
//   node content/pictures/make.mjs --charts   only the charts: no packages, no network
//
// The map data and d3-geo come by npm, at fixed versions, into a temporary folder that is removed afterwards.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkChart, drawChart } from './charts.mjs';

const PACKAGES = ['world-atlas@2.0.2', 'topojson-client@3.1.0', 'd3-geo@3.1.1'];
const MAP_LIMIT = 40_000;
const here = dirname(fileURLToPath(import.meta.url));
let wrong = 0;
const complain = (file, what) => { wrong++; console.error(`${file}: ${what}`); };
const write = (name, svg) => {
  const file = join(here, name), old = existsSync(file) ? readFileSync(file, 'utf8') : null;
  if (old !== svg) { writeFileSync(file, svg); console.log(`${old === null ? 'new' : 'changed'}  ${name}  ${Buffer.byteLength(svg)} bytes`); }
};

// Charts
for (const file of readdirSync(join(here, 'charts')).filter((f) => f.endsWith('.json')).sort()) {
  const at = `charts/${file}`;
  if (!/^[a-z0-9-]+\.json$/.test(file)) { complain(at, 'file name: lower case, digits and hyphens only'); continue; }
  let chart;
  try { chart = JSON.parse(readFileSync(join(here, 'charts', file), 'utf8')); } catch (e) { complain(at, `not valid JSON: ${e.message}`); continue; }
  const bad = checkChart(chart);
  if (bad.length) { for (const b of bad) complain(at, b); continue; }
  write(file.replace(/json$/, 'svg'), drawChart(chart));
}

// Locator maps
if (!process.argv.includes('--charts')) {
  const tmp = mkdtempSync(join(tmpdir(), 'dateline-pictures-'));
  try {
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', tmp, ...PACKAGES], { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    const modules = join(tmp, 'node_modules'), require = createRequire(join(modules, 'x.js'));
    const load = (name) => import(pathToFileURL(join(modules, name)).href);
    const geo = await load('d3-geo/src/index.js');
    const topo = require('topojson-client');
    const atlas = (detail) => JSON.parse(readFileSync(join(modules, 'world-atlas', `countries-${detail}.json`), 'utf8'));
    const { Maps } = await import('./maps.mjs');
    const config = JSON.parse(readFileSync(join(here, 'locators.json'), 'utf8'));
    const maps = new Maps({ geo, topo, atlas, config });
    for (const spec of config.maps) {
      const { svg, lost } = maps.draw(spec);
      for (const l of lost) complain('locators.json', `${spec.file}: ${l}`);
      const size = Buffer.byteLength(svg);
      if (size > MAP_LIMIT) complain('locators.json', `${spec.file}: ${size} bytes, more than ${MAP_LIMIT}`);
      write(spec.file, svg);
    }
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
}
if (wrong) { console.error(`${wrong} mistake${wrong === 1 ? '' : 's'}`); process.exit(1); }
