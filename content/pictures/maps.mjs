// locators.json -> locator-*.svg: where a country is, with its neighbours and the places a brief names.
import { esc, r1, width, fontStack } from './text.mjs';

const W = 640, PAD = 14;
const SEA = '#e4ebef', LAND = '#d6d2c8', EDGE = '#f7f5ef', COAST = '#b4b6b2', HOT = '#c2564c', HOT_LINE = '#8f1a15', INK = '#1c1c1a', SOFT = '#5a5851', WATER = '#4f7488', PANEL = '#fbfaf7';
const CITY = 16, COUNTRY = 18, NEIGHBOUR = 14, SEA_SIZE = 14;

// What Natural Earth draws by who holds the ground is put here as the United Nations has it, with the
// line that is held drawn dashed. `point` finds the polygon; without it the whole entity moves.
const MOVES = [
  { from: 'Russia', to: 'Ukraine', point: [34.3, 45.3] }, // A/RES/68/262
  { from: 'Somaliland', to: 'Somalia' }, { from: 'N. Cyprus', to: 'Cyprus' }, { from: 'Cyprus U.N. Buffer Zone', to: 'Cyprus' },
  { from: 'Baikonur', to: 'Kazakhstan' },
];
const NAMES = { 'Dem. Rep. Congo': 'DR Congo', Congo: 'Congo-Brazzaville', 'Central African Rep.': 'Central African Republic', 'S. Sudan': 'South Sudan', 'Dominican Rep.': 'Dominican Republic', 'Solomon Is.': 'Solomon Islands', Macedonia: 'North Macedonia', Turkey: 'Türkiye', 'Bosnia and Herz.': 'Bosnia and Herzegovina', eSwatini: 'Eswatini', 'United States of America': 'United States', 'W. Sahara': 'Western Sahara', 'Eq. Guinea': 'Equatorial Guinea', 'Trinidad and Tobago': 'Trinidad and Tobago' };
const UNNAMED = new Set(['Siachen Glacier', 'Indian Ocean Ter.', 'Dhekelia', 'Akrotiri', 'USNB Guantanamo Bay']);

/** Douglas and Peucker on one arc; ends stay, and a ring keeps its farthest point. */
function thin(points, tolerance) {
  if (points.length < 3) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const stack = [[0, points.length - 1]];
  while (stack.length) {
    const [a, b] = stack.pop(), [ax, ay] = points[a], [bx, by] = points[b], dx = bx - ax, dy = by - ay, len = Math.hypot(dx, dy);
    let far = -1, most = tolerance;
    for (let i = a + 1; i < b; i++) {
      const d = len === 0 ? Math.hypot(points[i][0] - ax, points[i][1] - ay) : Math.abs(dy * (points[i][0] - ax) - dx * (points[i][1] - ay)) / len;
      if (d > most) { most = d; far = i; }
    }
    if (far > 0) { keep[far] = 1; stack.push([a, far], [far, b]); }
  }
  return points.filter((_, i) => keep[i]);
}

const insideRing = (r, x, y) => {
  let odd = false;
  for (let i = 0, j = r.length - 1; i < r.length; j = i++) {
    const [xi, yi] = r[i], [xj, yj] = r[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
};
/** The rings as a raster of the frame, one cell a unit: looking for a name's place asks very often. */
class Shape {
  constructor(rings, h) {
    this.rings = rings; this.h = h; this.cells = new Uint8Array(W * h);
    for (let y = 0; y < h; y++) {
      const cuts = [], at = y + 0.5;
      for (const r of rings) for (let i = 0, j = r.length - 1; i < r.length; j = i++) {
        const [xi, yi] = r[i], [xj, yj] = r[j];
        if (yi > at !== yj > at) cuts.push(((xj - xi) * (at - yi)) / (yj - yi) + xi);
      }
      cuts.sort((a, b) => a - b);
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        const a = Math.max(0, Math.ceil(cuts[k] - 0.5)), b = Math.min(W - 1, Math.floor(cuts[k + 1] - 0.5));
        if (b >= a) this.cells.fill(1, y * W + a, y * W + b + 1);
      }
    }
  }
  has(x, y) { const i = Math.floor(x), j = Math.floor(y); return i >= 0 && i < W && j >= 0 && j < this.h && this.cells[j * W + i] === 1; }
}
const clash = (a, b, m = 3) => a.x0 < b.x1 + m && b.x0 < a.x1 + m && a.y0 < b.y1 + m && b.y0 < a.y1 + m;

/** The same path in steps from point to point, in whole tenths so that nothing drifts: a third shorter. */
function pack(d) {
  const tenth = (n) => { const t = String(Math.abs(n) / 10).replace(/^0\./, '.'); return n < 0 ? `-${t}` : t; };
  return d.split('M').slice(1).map((part) => {
    const closed = part.endsWith('Z');
    const pts = part.replace(/Z$/, '').split('L').map((p) => p.split(',').map((v) => Math.round(Number(v) * 10)));
    let [x, y] = pts[0], out = `M${tenth(x)},${tenth(y)}`, steps = '';
    for (const [px, py] of pts.slice(1)) {
      const dx = px - x, dy = py - y;
      if (dx === 0 && dy === 0) continue;
      steps += `${steps && dx >= 0 ? ' ' : ''}${tenth(dx)}${dy < 0 ? '' : ' '}${tenth(dy)}`;
      x = px; y = py;
    }
    return `${out}${steps ? `l${steps}` : ''}${closed ? 'z' : ''}`;
  }).join('');
}

export class Maps {
  constructor({ geo, topo, atlas, config }) { Object.assign(this, { geo, topo, atlas, config }); this.cache = {}; }

  /** The atlas with MOVES done: entities by name, each with its polygons as arcs. */
  world(detail) {
    if (this.cache[detail]) return this.cache[detail];
    const t = this.atlas(detail), arcs = this.topo.feature ? decode(t) : null;
    const list = t.objects.countries.geometries.filter((g) => g.type !== null)
      .map((g) => ({ id: g.id, name: g.properties.name, polygons: g.type === 'Polygon' ? [g.arcs] : g.arcs }));
    const disputed = [];
    const find = (name) => list.find((e) => e.name === name);
    const ringOf = (polygon) => polygon[0].flatMap((a) => { const p = arcs[a < 0 ? ~a : a]; return a < 0 ? [...p].reverse() : p; });
    for (const { from, to, point } of MOVES) {
      const f = find(from), d = find(to);
      if (!f || !d) continue;
      const moved = point ? f.polygons.filter((p) => insideRing(ringOf(p), ...point)) : [...f.polygons];
      const before = new Set(d.polygons.flat(2).map((a) => (a < 0 ? ~a : a)));
      for (const a of moved.flat(2)) { const k = a < 0 ? ~a : a; if (before.has(k)) disputed.push(k); }
      f.polygons = f.polygons.filter((p) => !moved.includes(p));
      d.polygons.push(...moved);
    }
    return (this.cache[detail] = { arcs, list: list.filter((e) => e.polygons.length), disputed });
  }

  draw(spec) {
    const { geo, topo } = this, lost = [];
    const known = ['file', 'title', 'countries', 'bounds', 'detail', 'cities', 'seas', 'texts', 'places', 'hatch', 'quiet', 'labels', 'tolerance', 'globe'];
    for (const k of Object.keys(spec)) if (!known.includes(k)) lost.push(`unknown key ${k}`);
    const { arcs, list, disputed } = this.world(spec.detail ?? '50m');
    const ids = spec.countries.map((c) => (/^\d+$/.test(c) ? c.padStart(3, '0') : this.config.codes[c] ?? (lost.push(`no numeric code for ${c}`), c)));
    const isHot = (e) => ids.includes(e.id);
    for (const id of ids) if (!list.some((e) => e.id === id)) lost.push(`no country ${id}`);

    // Projection: equal-area, centred on the bounds; the frame's height follows their shape.
    const [w, s, e, n] = spec.bounds, east = e < w ? e + 360 : e, lon0 = (w + east) / 2, lat0 = (s + n) / 2;
    const edge = { type: 'MultiPoint', coordinates: [] };
    for (let i = 0; i <= 12; i++) { const x = w + ((east - w) * i) / 12, y = s + ((n - s) * i) / 12; edge.coordinates.push([x, s], [x, n], [w, y], [east, y]); }
    const projection = geo.geoAzimuthalEqualArea().rotate([-lon0, -lat0]).clipAngle(50).precision(0.3);
    projection.fitWidth(W, edge);
    const b = geo.geoPath(projection).bounds(edge);
    const H = Math.round(Math.max(400, Math.min(600, b[1][1] - b[0][1])));
    projection.fitExtent([[0, 0], [W, H]], edge).clipExtent([[-6, -6], [W + 6, H + 6]]);
    const unit = projection.scale() * Math.PI / 180; // units per degree

    // Each arc is thinned once, so that neighbours still share their border.
    const kx = Math.cos((lat0 * Math.PI) / 180), tol = (spec.tolerance ?? 0.55) / unit;
    const margin = 6 + Math.max(east - w, n - s) * 0.6;
    const near = (p) => { let dx = Math.abs(((p[0] - lon0 + 540) % 360) - 180); return dx < (east - w) / 2 + margin / kx && Math.abs(p[1] - lat0) < (n - s) / 2 + margin; };
    const thinned = arcs.map((a) => {
      if (!a.some(near)) return thin(a, 0.1); // far away: only needs to close its ring
      return thin(a.map(([x, y]) => [x * kx, y]), tol).map(([x, y]) => [x / kx, y]);
    });
    const topology = { type: 'Topology', arcs: thinned, objects: {} };
    // Only polygons that come near the frame: a far island thinned to a line may turn inside out.
    const entity = (x) => ({ type: 'MultiPolygon', arcs: x.polygons.filter((p) => p[0].some((a) => arcs[a < 0 ? ~a : a].some(near))), properties: { name: x.name }, id: x.id });
    const visible = list.filter((x) => entity(x).arcs.length);
    for (const x of visible) x.geometry = entity(x);
    const path = geo.geoPath(projection).digits(1);
    // Specks under a third of a square unit only cost bytes.
    const pathOf = (geometry) => (path(geometry) ?? '').split(/(?=M)/).filter((ring) => !(ring.endsWith('Z') && (ring.match(/L/g)?.length ?? 0) < 2)).join('');
    const hot = visible.filter(isHot), others = visible.filter((x) => !isHot(x));
    // Country by country: a merged continent, holes and all, is more than d3's clipping to the frame can bear.
    const land = others.map((x) => pathOf(topo.feature(topology, x.geometry))).join('');
    const filter = new Set(disputed);
    const geometries = { type: 'GeometryCollection', geometries: visible.map((x) => x.geometry) };
    const borders = pathOf(topo.mesh(topology, geometries, (p, q) => p !== q && !(isHot(p) || isHot(q))));
    const hotPath = hot.map((x) => pathOf(topo.merge(topology, [x.geometry]))).join('');
    const dashed = disputed.length ? pathOf({ type: 'MultiLineString', coordinates: [...filter].filter((a) => thinned[a].some(near)).map((a) => thinned[a]) }) : '';

    // Rings in frame units, for placing labels.
    const shape = (x) => {
      const rings = [];
      const d = pathOf(topo.feature(topology, x.geometry));
      for (const part of d.split('M').slice(1)) rings.push(part.replace(/Z$/, '').split('L').map((p) => p.split(',').map(Number)));
      return new Shape(rings, H);
    };
    const taken = [], labels = [], dots = [];
    const id = spec.file.replace(/\.svg$/, '');
    const boxAt = (x, y, w, size, anchor, rows = 1, lead = size * 1.15) => {
      const x0 = anchor === 'start' ? x : anchor === 'end' ? x - w : x - w / 2;
      return { x0, x1: x0 + w, y0: y - size * 0.8, y1: y + size * 0.25 + (rows - 1) * lead };
    };
    const inFrame = (bx, m = PAD - 6) => bx.x0 >= m && bx.x1 <= W - m && bx.y0 >= m && bx.y1 <= H - m;
    const free = (bx, m) => !taken.some((t) => clash(bx, t, m));

    // Scale bar: bottom left unless the highlighted land is there.
    const kmPerUnit = 6371 / projection.scale();
    const km = [5, 10, 20, 50, 100, 200, 300, 500, 1000, 2000].filter((k) => k / kmPerUnit <= 130).pop() ?? 5;
    const barW = km / kmPerUnit, barText = `${km.toLocaleString('en')} km`, barFull = Math.max(barW, width(barText, 13));
    const hotRings = hot.map(shape);
    const cityAt = (spec.cities ?? []).map((c) => ({ ...c, p: projection([c.lon, c.lat]) }));
    for (const c of cityAt) if (c.p[0] < 6 || c.p[0] > W - 6 || c.p[1] < 6 || c.p[1] > H - 6) lost.push(`${c.name} lies outside the frame`);
    const corners = (cw, chh) => [['sw', PAD, H - PAD - chh], ['se', W - PAD - cw, H - PAD - chh], ['nw', PAD, PAD], ['ne', W - PAD - cw, PAD]].map(([k, x, y]) => ({ k, x0: x, y0: y, x1: x + cw, y1: y + chh }));
    const cost = (bx) => {
      let c = 0;
      for (let i = 0; i <= 8; i++) for (let j = 0; j <= 8; j++) { const x = bx.x0 + ((bx.x1 - bx.x0) * i) / 8, y = bx.y0 + ((bx.y1 - bx.y0) * j) / 8; if (hotRings.some((r) => r.has(x, y))) c += 1; }
      for (const p of cityAt) if (p.p[0] > bx.x0 - 30 && p.p[0] < bx.x1 + 30 && p.p[1] > bx.y0 - 16 && p.p[1] < bx.y1 + 16) c += 40;
      for (const t of taken) if (clash(bx, t, 8)) c += 1000;
      return c;
    };
    const G = 46; // the globe's radius
    const globeBox = corners(2 * G, 2 * G).map((bx, i) => ({ ...bx, c: cost(bx) + i * 0.2 })).sort((p, q) => p.c - q.c)[0];
    const globe = spec.globe === false || globeBox.c >= 40 ? null : globeBox;
    if (globe) taken.push({ x0: globe.x0 - 4, y0: globe.y0 - 4, x1: globe.x1 + 4, y1: globe.y1 + 4 });
    const bar = corners(barFull + 4, 26).map((bx, i) => ({ ...bx, c: cost(bx) + i * 0.2 })).sort((p, q) => p.c - q.c)[0];
    taken.push(bar);

    // Cities: dots first, then names on the free side.
    for (const c of cityAt) taken.push({ x0: c.p[0] - 6, x1: c.p[0] + 6, y0: c.p[1] - 6, y1: c.p[1] + 6 });
    for (const c of cityAt) {
      const [x, y] = c.p, cw = width(c.name, CITY, { bold: true });
      const sides = { e: [x + 10, y + 5.5, 'start'], w: [x - 10, y + 5.5, 'end'], n: [x, y - 11, 'middle'], s: [x, y + 22, 'middle'], ne: [x + 7, y - 7, 'start'], se: [x + 7, y + 19, 'start'], nw: [x - 7, y - 7, 'end'], sw: [x - 7, y + 19, 'end'] };
      const order = [...(c.side ? [c.side] : []), 'e', 'w', 'n', 's', 'ne', 'se', 'nw', 'sw'];
      let done = false;
      for (const k of order) {
        const [lx, ly, a] = sides[k], bx = boxAt(lx, ly, cw, CITY, a);
        // A diagonal or upper name may come close to its own dot, not to another's.
        if (!inFrame(bx) || taken.some((t) => clash(bx, t, Math.abs((t.x0 + t.x1) / 2 - x) < 0.1 && Math.abs((t.y0 + t.y1) / 2 - y) < 0.1 ? -2 : 3))) continue;
        taken.push(bx); labels.push({ x: lx, y: ly, a, rows: [c.name], kind: 'city' }); done = true; break;
      }
      if (!done) lost.push(`no room for the name of ${c.name}`);
      dots.push({ x, y, capital: c.capital === true });
    }

    // A country's name: the place inside its visible shape with most room round it.
    const upper = (t) => t.toUpperCase();
    const fit = (form, rows, size, spacing, strict) => {
      const { rings } = form;
      const lead = size * 1.15, tw = Math.max(...rows.map((r) => width(r, size, { bold: true, spacing }))), th = size + (rows.length - 1) * lead;
      const xs = rings.flatMap((r) => r.map((p) => p[0])), ys = rings.flatMap((r) => r.map((p) => p[1]));
      if (!xs.length) return null;
      const x0 = Math.max(PAD, Math.min(...xs)), x1 = Math.min(W - PAD, Math.max(...xs)), y0 = Math.max(PAD, Math.min(...ys)), y1 = Math.min(H - PAD, Math.max(...ys));
      let best = null;
      for (let cy = y0; cy <= y1; cy += 5) for (let cx = x0; cx <= x1; cx += 6) {
        const bx = { x0: cx - tw / 2, x1: cx + tw / 2, y0: cy - th / 2, y1: cy + th / 2 };
        if (!inFrame(bx) || !free(bx, spacing ? 8 : 4)) continue;
        let hit = 0, total = 0, room = 1e9;
        for (let i = 0; i <= 8; i++) for (const yy of [bx.y0, cy, bx.y1]) { total++; if (form.has(bx.x0 + (tw * i) / 8, yy)) hit++; }
        if (hit < total * strict) continue;
        // Room: steps outward until the box leaves the shape or the frame.
        let k = 0;
        for (; k < 10; k++) { const m = (k + 1) * 6; if (![[bx.x0 - m, cy], [bx.x1 + m, cy], [cx, bx.y0 - m], [cx, bx.y1 + m]].every(([px, py]) => form.has(px, py) && px > 4 && px < W - 4 && py > 4 && py < H - 4)) break; }
        room = k + (hit / total) * 12 - Math.hypot(cx - (x0 + x1) / 2, cy - (y0 + y1) / 2) / 120;
        if (!best || room > best.room + 1e-9) best = { room, cx, cy, bx, lead, size, rows, spacing, cover: hit >= total * 0.9 };
      }
      return best;
    };
    const split = (name) => { const p = name.split(' '); if (p.length < 2) return [[name]]; const out = [[name]]; for (let i = 1; i < p.length; i++) out.push([p.slice(0, i).join(' '), p.slice(i).join(' ')]); if (p.length === 3) out.push(p); return out; };
    const place = (best, kind) => {
      taken.push(best.bx);
      labels.push({ x: best.cx, y: best.bx.y0 + best.size * 0.84, a: 'middle', rows: best.rows, lead: best.lead, size: best.size, spacing: best.spacing, kind });
    };
    const nameOf = (x) => spec.labels?.[x.name] ?? NAMES[x.name] ?? x.name;
    for (const x of hot) {
      const given = spec.places?.[x.name];
      if (given === null) continue;
      if (given) {
        const [px, py] = projection(given), rows = nameOf(x).split('\n').map(upper), size = COUNTRY - 1, tw = Math.max(...rows.map((r) => width(r, size, { bold: true, spacing: 1 }))), lead = size * 1.15, th = size + (rows.length - 1) * lead;
        const bx = { x0: px - tw / 2, x1: px + tw / 2, y0: py - th / 2, y1: py + th / 2 };
        if (!inFrame(bx) || !free(bx, 1)) lost.push(`the given place of ${nameOf(x)} is taken or outside`);
        place({ cx: px, cy: py, bx, lead, size, rows, spacing: 1 }, 'hot'); continue;
      }
      const rings = hotRings[hot.indexOf(x)];
      let best = null;
      for (const strict of [1, 0.85, 0.6, 0.35, 0.1]) {
        for (const size of [COUNTRY, 16, 15]) { for (const rows of split(nameOf(x))) { const f = fit(rings, rows.map(upper), size, 1, strict); if (f && (!best || f.room > best.room + 2)) best = f; } if (best) break; }
        if (best) break;
      }
      if (best) place(best, best.cover ? 'in' : 'hot'); else lost.push(`no room for the name ${nameOf(x)}`);
    }
    for (const sea of spec.seas ?? []) {
      const [px, py] = projection([sea.lon, sea.lat]), rows = sea.name.split('\n'), tw = Math.max(...rows.map((r) => width(r, SEA_SIZE))), lead = SEA_SIZE * 1.2, th = SEA_SIZE + (rows.length - 1) * lead;
      const bx = { x0: px - tw / 2, x1: px + tw / 2, y0: py - th / 2, y1: py + th / 2 };
      if (!inFrame(bx) || !free(bx, 2)) { lost.push(`no room for ${sea.name.replace('\n', ' ')}`); continue; }
      taken.push(bx);
      labels.push({ x: px, y: bx.y0 + SEA_SIZE * 0.84, a: 'middle', rows, lead, size: SEA_SIZE, kind: 'sea' });
    }
    for (const t of spec.texts ?? []) {
      const [px, py] = projection([t.lon, t.lat]), rows = t.name.split('\n'), tw = Math.max(...rows.map((r) => width(r, 13))), lead = 15, th = 13 + (rows.length - 1) * lead;
      const bx = { x0: px - tw / 2, x1: px + tw / 2, y0: py - th / 2, y1: py + th / 2 };
      if (!inFrame(bx) || !free(bx, 1)) { lost.push(`no room for ${t.name.replace('\n', ' ')}`); continue; }
      place({ cx: px, cy: py, bx, lead, size: 13, rows, spacing: 0 }, 'text');
    }
    for (const x of others.filter((o) => !UNNAMED.has(o.name) && !(spec.quiet ?? []).includes(o.name))) {
      const rings = shape(x), given = spec.places?.[x.name];
      if (given) {
        const [px, py] = projection(given), rows = nameOf(x).split('\n'), tw = Math.max(...rows.map((r) => width(r, 14, { bold: true }))), lead = 16, th = 14 + (rows.length - 1) * lead;
        const bx = { x0: px - tw / 2, x1: px + tw / 2, y0: py - th / 2, y1: py + th / 2 };
        if (!inFrame(bx) || !free(bx, 1)) lost.push(`the given place of ${nameOf(x)} is taken or outside`);
        place({ cx: px, cy: py, bx, lead, size: 14, rows, spacing: 0 }, 'placed'); continue;
      }
      let best = null;
      for (const [size, strict] of [[15, 1], [NEIGHBOUR, 1], [13, 0.92]]) {
        for (const rows of split(nameOf(x))) { const f = fit(rings, rows, size, 0, strict); if (f && (!best || f.room > best.room + 2)) best = f; }
        if (best) break;
      }
      if (best) place(best, 'other');
    }

    // Hatching: ground that is held by another than the state it is counted to.
    const defs = [`<clipPath id="${id}-frame"><rect width="${W}" height="${H}"/></clipPath>`], hatched = [];
    for (const [i, h] of (spec.hatch ?? []).entries()) {
      const holder = list.find((x) => x.name === h.holder);
      const poly = h.polygon.map((p) => projection(p).map(r1).join(',')).join('L');
      defs.push(`<clipPath id="${id}-h${i}"><path d="M${poly}Z"/></clipPath>`);
      hatched.push(`<g clip-path="url(#${id}-h${i})"><path d="${pack(pathOf(topo.feature(topology, holder.geometry)))}" fill="url(#${id}-${h.tone === 'grey' ? 'grey' : 'hatch'})"/></g>`);
    }
    for (const [key, ink] of [['hatch', HOT], ['grey', '#a9a498']]) if ((spec.hatch ?? []).some((h) => (h.tone === 'grey' ? 'grey' : 'hatch') === key)) defs.push(`<pattern id="${id}-${key}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${LAND}"/><rect width="3" height="6" fill="${ink}"/></pattern>`);

    const text = (l) => {
      const style = {
        city: `font-size="${CITY}" font-weight="700" fill="${INK}" class="h"`, hot: `font-size="${l.size}" font-weight="700" letter-spacing="1" fill="${HOT_LINE}" class="h"`,
        in: `font-size="${l.size}" font-weight="700" letter-spacing="1" fill="#fff" stroke="${HOT_LINE}" stroke-opacity=".45" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke"`,
        text: `font-size="${l.size}" font-style="italic" fill="${INK}" class="h"`,
        placed: `font-size="${l.size}" fill="${SOFT}" stroke="${PANEL}" stroke-opacity=".75" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`,
        sea: `font-size="${SEA_SIZE}" font-style="italic" fill="${WATER}"`, other: `font-size="${l.size}" fill="${SOFT}" class="n"`,
      }[l.kind].replace('class="h"', 'stroke="#fbfaf7" stroke-opacity=".88" stroke-width="4" stroke-linejoin="round" paint-order="stroke"').replace('class="n"', `stroke="${LAND}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`);
      return l.rows.map((r, i) => `<text x="${r1(l.x)}" y="${r1(l.y + i * (l.lead ?? 0))}" ${style}${l.a === 'start' ? '' : ` text-anchor="${l.a}"`}>${esc(r)}</text>`).join('\n');
    };
    const out = [];
    out.push(`<rect width="${W}" height="${H}" fill="${SEA}"/>`, `<g clip-path="url(#${id}-frame)">`,
      `<path d="${pack(land)}" fill="${LAND}" stroke="${COAST}" stroke-width=".6" stroke-linejoin="round"/>`,
      `<path d="${pack(borders)}" fill="none" stroke="${EDGE}" stroke-width="1.3" stroke-linejoin="round"/>`,
      `<path d="${pack(hotPath)}" fill="${HOT}" stroke="${HOT_LINE}" stroke-width="1.1" stroke-linejoin="round"/>`);
    out.push(...hatched);
    if (dashed) out.push(`<path d="${pack(dashed)}" fill="none" stroke="${INK}" stroke-width="1.1" stroke-dasharray="4 3"/>`);
    for (const d of dots) out.push(d.capital
      ? `<rect x="${r1(d.x - 4.5)}" y="${r1(d.y - 4.5)}" width="9" height="9" fill="${INK}" stroke="${PANEL}" stroke-width="1.5"/>`
      : `<circle cx="${r1(d.x)}" cy="${r1(d.y)}" r="4.2" fill="${INK}" stroke="${PANEL}" stroke-width="1.5"/>`);
    for (const kind of ['sea', 'other', 'placed', 'text', 'hot', 'in', 'city']) for (const l of labels) if (l.kind === kind) out.push(text(l));
    out.push('</g>');
    const by = bar.y1 - 4, bx = bar.k.endsWith('e') ? bar.x1 - barW : bar.x0;
    out.push(`<path d="M${r1(bx)},${r1(by - 5)}v5h${r1(barW)}v-5" fill="none" stroke="${INK}" stroke-width="1.2"/>`,
      `<text x="${r1(bx + barW / 2)}" y="${r1(by - 8)}" font-size="13" fill="${INK}" text-anchor="middle" stroke="${PANEL}" stroke-opacity=".8" stroke-width="3" paint-order="stroke">${barText}</text>`);
    if (globe) out.push(this.globe(globe.x0 + G, globe.y0 + G, G, lon0, lat0, w, s, east, n));
    out.push(`<rect x=".5" y=".5" width="${W - 1}" height="${H - 1}" fill="none" stroke="#b9b6ac"/>`);
    const title = spec.title ?? `Map: ${hot.map(nameOf).join(', ')}`;
    const desc = `Locator map with ${hot.map((x) => nameOf(x).replace('\n', ' ')).join(', ')} highlighted${cityAt.length ? `; marked: ${cityAt.map((c) => c.name).join(', ')}` : ''}. Boundaries: Natural Earth, public domain; they imply no endorsement.`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" role="img" xml:lang="en" font-family="${fontStack('en').split(', ').filter((f) => !/CJK|Gothic|PingFang|Hiragino|YaHei|Arabic|Geeza|KR|JP|SC/.test(f)).join(', ')}">
<title>${esc(title)}</title>
<desc>${esc(desc)}</desc>
<defs>${defs.join('')}</defs>
${out.join('\n')}
</svg>
`;
    return { svg, lost };
  }

  /** A small globe that shows where the frame lies. */
  globe(cx, cy, r, lon0, lat0, w, s, e, n) {
    const { geo, topo } = this;
    this.land ??= (() => { const t = this.atlas('110m'); return topo.feature(t, t.objects.land); })();
    const projection = geo.geoOrthographic().rotate([-lon0, -Math.max(-35, Math.min(35, lat0))]).scale(r).translate([cx, cy]).clipAngle(90).precision(0.8);
    const path = geo.geoPath(projection).digits(1);
    // Points nearer than 0.8 units to the one before add nothing at this size.
    const coarse = (path(this.land) ?? '').split(/(?=M)/).map((ring) => {
      const pts = ring.slice(1).replace(/Z$/, '').split('L').map((p) => p.split(',').map(Number)), keep = [];
      for (const p of pts) { const q = keep[keep.length - 1]; if (!q || Math.hypot(p[0] - q[0], p[1] - q[1]) > 0.9) keep.push(p); }
      return keep.length > 3 ? `M${keep.map((p) => p.map(r1).join(',')).join('L')}Z` : '';
    }).join('');
    const box = [];
    for (let i = 0; i < 8; i++) box.push([w + ((e - w) * i) / 8, n]);
    for (let i = 0; i < 8; i++) box.push([e, n + ((s - n) * i) / 8]);
    for (let i = 0; i < 8; i++) box.push([e + ((w - e) * i) / 8, s]);
    for (let i = 0; i < 8; i++) box.push([w, s + ((n - s) * i) / 8]);
    const frame = box.map((p) => projection(p).map(r1).join(',')).join('L');
    return `<circle cx="${r1(cx)}" cy="${r1(cy)}" r="${r}" fill="${PANEL}"/><path d="${pack(coarse)}" fill="#bdb9ae"/><circle cx="${r1(cx)}" cy="${r1(cy)}" r="${r}" fill="none" stroke="#8b8983"/><path d="M${frame}Z" fill="#a8201a" fill-opacity=".25" stroke="#a8201a" stroke-width="1.6" stroke-linejoin="round"/>`;
  }
}

/** TopoJSON's delta-coded arcs as plain degrees. */
function decode(t) {
  const [kx, ky] = t.transform.scale, [dx, dy] = t.transform.translate;
  return t.arcs.map((arc) => { let x = 0, y = 0; return arc.map(([a, b]) => { x += a; y += b; return [x * kx + dx, y * ky + dy]; }); });
}
