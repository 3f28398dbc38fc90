// Writes world.txt, the map that ../mod.rs reads, from Natural Earth's boundaries.
// Run: node generate.mjs      (needs node >= 18 and npm; see ORIGIN.md)
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PACKAGES = ["world-atlas@2.0.2", "d3-geo@3.1.1", "topojson-server@3.0.1", "topojson-client@3.1.0", "topojson-simplify@3.0.3"];

// The sheet: Equal Earth, cut in the Bering Strait, so that no country lies on both of its sides but
// for islands. Units are whole numbers; the whole width has this many.
const WIDTH = 4000;
const WEST = -168.9;
const NORTH = 83.7;
// Antarctica's coast is to be seen, its inside is not.
const SOUTH = -71.5;

// Triangles smaller than this are smoothed away, islands smaller than that are left out (square units).
const SMOOTH = 3;
const ISLAND = 7;
// Countries with less land than this are points as well (square units; 95 are 7,000 km²).
const SMALL = 95;

// Parts of a country's shape in the data that have a code of their own: whose they are there, west,
// south, east, north, whose they are here. An empty name is land without a country.
const PARTS = [
  ["FRA", -55, 1, -51, 7, "GUF"],
  ["FRA", -62.5, 15.5, -60.5, 17, "GLP"],
  ["FRA", -62, 14, -60, 15.2, "MTQ"],
  ["FRA", 44, -14, 46, -12, "MYT"],
  ["FRA", 54, -22, 57, -20, "REU"],
  ["NOR", -12, 70, 40, 82, "SJM", ([[west, south]]) => west < 0 || south > 74],
  ["NOR", 2, -56, 5, -53, "BVT"],
  ["NLD", -70, 11, -62, 18, "BES"],
  ["NZL", -174, -11, -170, -7, "TKL"],
  ["", 96, -13, 98, -11, "CCK"],
  ["", 105, -11, 106, -10, "CXR"],
  // Held by Russia; by the General Assembly's resolution 68/262 Ukraine's.
  ["RUS", 32, 44, 36.8, 46.4, ""],
];

// Where a point stands that the data lacks, or puts on the wrong island: longitude, latitude.
const POINTS = {
  BES: [-68.27, 12.18],
  BVT: [3.36, -54.42],
  CCK: [96.85, -12.17],
  CXR: [105.63, -10.49],
  GIB: [-5.35, 36.14],
  GLP: [-61.58, 16.25],
  KIR: [172.98, 1.42],
  MDV: [73.5, 4.17],
  MHL: [171.2, 7.1],
  SJM: [15.6, 78.2],
  TKL: [-171.85, -9.2],
  TUV: [179.2, -8.52],
  UMI: [-177.37, 28.21],
};

const here = dirname(fileURLToPath(import.meta.url));

/** Codes of the country table: alpha-3 by ISO's number, as three digits. */
function codes() {
  const table = readFileSync(join(here, "../../country/table.rs"), "utf8");
  const rows = [...table.matchAll(/alpha3: "(...)", slug: "...", numeric: (\d+)/g)];
  return new Map(rows.map(([, alpha3, numeric]) => [numeric.padStart(3, "0"), alpha3]));
}

/** The packages, from npm, in a folder that lives as long as this process. */
async function packages() {
  const folder = mkdtempSync(join(tmpdir(), "dateline-map-"));
  try {
    execFileSync("npm", ["install", "--no-save", "--no-package-lock", "--silent", "--ignore-scripts", "--prefix", folder, ...PACKAGES], { stdio: "inherit" });
    const require = createRequire(join(folder, "node_modules", "x.js"));
    const load = (name) => import(pathToFileURL(join(folder, "node_modules", name, "src/index.js")));
    return {
      atlas: require("world-atlas/countries-50m.json"),
      geo: await load("d3-geo"),
      client: await load("topojson-client"),
      server: await load("topojson-server"),
      simplify: await load("topojson-simplify"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bounds = (ring) => ring.reduce(([[w, s], [e, n]], [x, y]) =>
  [[Math.min(w, x), Math.min(s, y)], [Math.max(e, x), Math.max(n, y)]], [[Infinity, Infinity], [-Infinity, -Infinity]]);

const area = (ring) => Math.abs(ring.reduce((sum, [x, y], at) => {
  const [nextX, nextY] = ring[(at + 1) % ring.length];
  return sum + x * nextY - nextX * y;
}, 0)) / 2;

const middle = (ring) => bounds(ring).reduce(([w, s], [e, n]) => [(w + e) / 2, (s + n) / 2]);

/** The part of a ring with `side` of a point at least 0 (Sutherland and Hodgman). */
function clipped(ring, side) {
  const kept = [];
  for (let at = 0; at + 1 < ring.length; at++) {
    const [a, b] = [ring[at], ring[at + 1]];
    const [sideA, sideB] = [side(a), side(b)];
    if (sideA >= 0) kept.push(a);
    if ((sideA < 0) !== (sideB < 0)) {
      const part = sideA / (sideA - sideB);
      kept.push([a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]);
    }
  }
  return kept.length ? [...kept, kept[0]] : [];
}

/** Polygons of the data by code, in degrees from WEST on. */
function polygons({ atlas, client }) {
  const numbers = codes();
  const found = new Map();
  for (const feature of client.feature(atlas, atlas.objects.countries).features) {
    const owner = feature.properties.name === "Kosovo" ? "XKX" : numbers.get(feature.id) ?? "";
    const { type, coordinates } = feature.geometry;
    for (const polygon of type === "Polygon" ? [coordinates] : coordinates) {
      const box = bounds(polygon[0]);
      const part = PARTS.find(([whole, west, south, east, north, , fits]) => whole === owner &&
        box[0][0] > west && box[0][1] > south && box[1][0] < east && box[1][1] < north && (!fits || fits(box)));
      const code = part ? part[5] : owner;
      if (!found.has(code)) found.set(code, []);
      found.get(code).push(...onSheet(polygon));
    }
  }
  return found;
}

/** A ring that goes on beyond 180 degrees instead of jumping; one around the pole is closed there. */
function unwound(ring) {
  let turn = 0;
  const open = ring.map(([x, y], at) => {
    const step = at ? x - ring[at - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
    return [x + turn, y];
  });
  const [first, last] = [open[0], open.at(-1)];
  return first[0] === last[0] ? open : [...open, [last[0], -90], [first[0], -90], first];
}

/** A polygon on the sheet: what lies beside it comes in from the other side, and what lies south is cut off. */
function onSheet(polygon) {
  const sides = [(ring) => clipped(ring, ([x]) => x - WEST), (ring) => clipped(ring, ([x]) => WEST + 360 - x), (ring) => clipped(ring, ([, y]) => y - SOUTH)];
  const moved = (by) => polygon.map((ring) => sides.reduce((ring, side) => side(ring), unwound(ring).map(([x, y]) => [x + by, y])));
  return [-360, 0, 360].map(moved).map((polygon) => polygon.filter((ring) => ring.length > 3)).filter((polygon) => polygon.length);
}

/** From degrees to units of the sheet. */
function projection({ geo }) {
  const radians = Math.PI / 180;
  const scale = WIDTH / (2 * geo.geoEqualEarthRaw(Math.PI, 0)[0]);
  const raw = ([x, y]) => geo.geoEqualEarthRaw((x - WEST - 180) * radians, y * radians);
  const top = raw([0, NORTH])[1];
  return (point) => {
    const [x, y] = raw(point);
    return [WIDTH / 2 + x * scale, (top - y) * scale];
  };
}

/** Projected, joined along old cuts, and smoothed, with neighbours still touching. */
function smooth({ server, client, simplify }, found, project) {
  const fine = ([x, y]) => [Math.round(x * 16) / 16, Math.round(y * 16) / 16];
  const objects = Object.fromEntries([...found].map(([code, polygons]) =>
    [code || "land", { type: "MultiPolygon", coordinates: polygons.map((polygon) => polygon.map((ring) => ring.map((point) => fine(project(point))))) }]));
  const topology = server.topology(objects);
  for (const code of Object.keys(topology.objects)) {
    topology.objects[code] = client.mergeArcs(topology, [topology.objects[code]]);
  }
  const weighed = simplify.presimplify(topology);
  const light = simplify.simplify(weighed, SMOOTH);
  return new Map(Object.keys(light.objects).map((code) => [code, client.feature(light, light.objects[code]).geometry.coordinates]));
}

/** Rings in whole units, without what is too small to be seen; a country's largest island always stays. */
function rings(polygons) {
  const whole = (ring) => ring.map(([x, y]) => [Math.round(x), Math.round(y)]).filter(([x, y], at, all) =>
    at === 0 || x !== all[at - 1][0] || y !== all[at - 1][1]).slice(0, -1);
  const largest = Math.max(...polygons.map(([outer]) => area(outer)));
  return polygons.filter(([outer]) => area(outer) >= ISLAND || area(outer) === largest)
    .flatMap(([outer, ...holes]) => [outer, ...holes.filter((hole) => area(hole) >= ISLAND)])
    .map(whole).filter((ring) => ring.length > 2 && area(ring) > 0)
    .sort((a, b) => area(b) - area(a));
}

/** An SVG path, every step from the point before it. */
function path(rings) {
  let text = "";
  let at = [0, 0];
  const put = (numbers) => {
    for (const number of numbers) text += number < 0 || text.endsWith("m") ? number : ` ${number}`;
  };
  for (const ring of rings) {
    text += "m";
    const start = ring[0];
    for (const point of ring) {
      put([point[0] - at[0], point[1] - at[1]]);
      at = point;
    }
    text += "z";
    at = start;
  }
  return text;
}

/** What a map of the country has to show: its largest part, and what is large beside it or near it. */
function focus(rings) {
  let [[w, s], [e, n]] = bounds(rings[0]);
  const size = area(rings[0]);
  for (const ring of rings) {
    const [[west, south], [east, north]] = bounds(ring);
    const reach = Math.max(20, 0.35 * Math.max(e - w, n - s));
    const isNear = west > w - reach && east < e + reach && south > s - reach && north < n + reach;
    if (isNear || area(ring) > size / 10) [[w, s], [e, n]] = [[Math.min(w, west), Math.min(s, south)], [Math.max(e, east), Math.max(n, north)]];
  }
  return [w, s, e, n];
}

const tools = await packages();
const project = projection(tools);
const all = smooth(tools, polygons(tools), project);
const height = Math.round(project([0, SOUTH])[1]);
const lines = [
  "# Made by generate.mjs from Natural Earth 4.1 (public domain, see ORIGIN.md). Do not edit.",
  "# The sheet: width, height. Then for each country, and for land without one: alpha-3 code,",
  "# what a map of it has to show (left, top, right, bottom), its point if it is small, its shape.",
  `${WIDTH}\t${height}`,
];
for (const code of [...codes().values()].sort()) {
  const shape = rings(all.get(code) ?? []);
  const place = POINTS[code] ? project([POINTS[code][0] < WEST ? POINTS[code][0] + 360 : POINTS[code][0], POINTS[code][1]]).map(Math.round) : undefined;
  const size = (all.get(code) ?? []).reduce((sum, [outer]) => sum + area(outer), 0);
  const biggest = (all.get(code) ?? []).map(([outer]) => outer).sort((a, b) => area(b) - area(a))[0];
  const point = size < SMALL ? place ?? middle(biggest).map(Math.round) : undefined;
  if (!point && !shape.length) throw new Error(`nothing to draw for ${code}`);
  const box = point && place ? [...place, ...place] : shape.length ? focus(shape) : [...point, ...point];
  lines.push([code, box.join(" "), point?.join(" ") ?? "", path(shape)].join("\t"));
}
lines.push(["", "", "", path(rings(all.get("land")))].join("\t"), "");
writeFileSync(join(here, "world.txt"), lines.join("\n"));
