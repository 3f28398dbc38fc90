// charts/NAME.json -> NAME.svg. The format is described in charts/FORMAT.txt.
import { esc, r1, width, wrap, balance, fontStack, isRtl, words, number, neededDecimals, parseDate, dateText } from './text.mjs';

const W = 720, PAD = 28;
const PANEL = '#fbfaf7', INK = '#1c1c1a', SOFT = '#5b5a55', GRID = '#e0ddd4', AXIS = '#8b8983';
const COLORS = { red: '#a8201a', blue: '#1f5a8a', grey: '#8f8d87', lightblue: '#9dbdd6', lightgrey: '#cfccc3', dark: '#3b3b38' };
/** The same colour as text: dark enough on the panel. */
const TEXT = { red: '#a8201a', blue: '#1f5a8a', grey: '#605e59', lightblue: '#3f7299', lightgrey: '#6b6963', dark: '#3b3b38' };
const ON = { red: '#fff', blue: '#fff', grey: '#1c1c1a', lightblue: '#1c1c1a', lightgrey: '#1c1c1a', dark: '#fff' };

// ------------------------------------------------------------------ checking
const COMMON = ['type', 'title', 'subtitle', 'source', 'note', 'language', 'description'];
const KEYS = {
  bar: ['decimals', 'prefix', 'suffix', 'max', 'min', 'data', 'orientation', 'highlight'],
  line: ['decimals', 'prefix', 'suffix', 'max', 'min', 'x', 'series', 'annotations', 'bands', 'zero'],
  'stacked-bar': ['decimals', 'prefix', 'suffix', 'max', 'labels', 'series', 'orientation', 'percent', 'totals'],
  timeline: ['events', 'scale'],
};
export function checkChart(c) {
  const bad = [];
  const is = (v, kind) => (kind === 'text' ? typeof v === 'string' && v.trim() !== '' : kind === 'list' ? Array.isArray(v) && v.length > 0 : kind === 'number' ? Number.isFinite(v) : typeof v === kind);
  const need = (o, key, kind, where = '') => { if (!is(o[key], kind)) bad.push(`${where}${key}: ${o[key] === undefined ? 'missing' : 'must be ' + (kind === 'list' ? 'a list that is not empty' : 'a ' + kind)}`); };
  const may = (o, key, kind, where = '') => { if (o[key] !== undefined) need(o, key, kind, where); };
  const only = (o, keys, where = '') => { for (const k of Object.keys(o)) if (!keys.includes(k)) bad.push(`${where}${k}: unknown key (known here: ${keys.join(', ')})`); };
  const color = (o, where) => { if (o.color !== undefined && !COLORS[o.color]) bad.push(`${where}color: ${o.color} is none of ${Object.keys(COLORS).join(', ')}`); };
  const oneOf = (o, key, list) => { if (o[key] !== undefined && !list.includes(o[key])) bad.push(`${key}: must be ${list.join(' or ')}`); };
  if (c === null || typeof c !== 'object' || Array.isArray(c)) return ['must be a JSON object'];
  if (!KEYS[c.type]) return [`type: must be one of ${Object.keys(KEYS).join(', ')}`];
  only(c, [...COMMON, ...KEYS[c.type]]);
  need(c, 'title', 'text'); need(c, 'source', 'text');
  for (const k of ['subtitle', 'note', 'language', 'description']) may(c, k, 'text');
  for (const k of ['prefix', 'suffix']) may(c, k, 'string');
  for (const k of ['max', 'min', 'decimals']) may(c, k, 'number');
  const values = (s, n, where) => {
    if (!Array.isArray(s.values)) bad.push(`${where}values: missing`);
    else {
      if (s.values.length !== n) bad.push(`${where}values: ${s.values.length} of them, ${n} expected`);
      s.values.forEach((v, j) => { if (v !== null && !Number.isFinite(v)) bad.push(`${where}values[${j}]: must be a number or null`); });
    }
  };
  const series = (n) => {
    need(c, 'series', 'list');
    (c.series ?? []).forEach((s, i) => { const w = `series[${i}].`; only(s, ['name', 'values', 'highlight', 'color'], w); need(s, 'name', 'text', w); may(s, 'highlight', 'boolean', w); color(s, w); values(s, n, w); });
  };
  if (c.type === 'bar') {
    need(c, 'data', 'list'); oneOf(c, 'orientation', ['horizontal', 'vertical']); may(c, 'highlight', 'list');
    (Array.isArray(c.data) ? c.data : []).forEach((d, i) => {
      const w = `data[${i}].`; only(d, ['label', 'value', 'highlight', 'color', 'text'], w);
      if (typeof d.label === 'number') d.label = String(d.label);
      need(d, 'label', 'text', w); if (d.value !== null) need(d, 'value', 'number', w); may(d, 'highlight', 'boolean', w); may(d, 'text', 'text', w); color(d, w);
    });
    for (const h of Array.isArray(c.highlight) ? c.highlight : []) if (!(c.data ?? []).some((d) => d.label === String(h))) bad.push(`highlight: no label "${h}"`);
  }
  if (c.type === 'line') {
    need(c, 'x', 'list'); if (Array.isArray(c.x)) series(c.x.length);
    if (Array.isArray(c.x) && c.x.length < 2) bad.push('x: at least two points');
    may(c, 'zero', 'boolean');
    const pos = Array.isArray(c.x) && bad.length === 0 ? xPositions(c.x) : null;
    if (pos && pos.dated) for (let i = 1; i < pos.at.length; i++) if (pos.at[i] <= pos.at[i - 1]) bad.push(`x[${i}]: ${c.x[i]} does not come after ${c.x[i - 1]}`);
    const onX = (v, w) => { if (pos && pos.find(v) === null) bad.push(`${w}: ${v} is not on the x axis`); };
    (c.annotations ?? []).forEach((a, i) => { const w = `annotations[${i}].`; only(a, ['x', 'text'], w); need(a, 'text', 'text', w); onX(a.x, w + 'x'); });
    (c.bands ?? []).forEach((a, i) => { const w = `bands[${i}].`; only(a, ['from', 'to', 'text'], w); may(a, 'text', 'text', w); onX(a.from, w + 'from'); onX(a.to, w + 'to'); });
  }
  if (c.type === 'stacked-bar') {
    need(c, 'labels', 'list'); if (Array.isArray(c.labels)) series(c.labels.length);
    oneOf(c, 'orientation', ['horizontal', 'vertical']); may(c, 'percent', 'boolean'); may(c, 'totals', 'boolean');
    (c.series ?? []).forEach((s, i) => (s.values ?? []).forEach((v, j) => { if (v < 0) bad.push(`series[${i}].values[${j}]: parts of a whole cannot be negative`); }));
  }
  if (c.type === 'timeline') {
    need(c, 'events', 'list'); oneOf(c, 'scale', ['even', 'time']);
    (Array.isArray(c.events) ? c.events : []).forEach((e, i) => {
      const w = `events[${i}].`; only(e, ['date', 'label', 'detail', 'highlight'], w);
      need(e, 'label', 'text', w); may(e, 'detail', 'text', w); may(e, 'highlight', 'boolean', w);
      const parts = String(e.date ?? '').split('/');
      if (parts.length > 2 || parts.some((p) => !parseDate(p))) bad.push(`${w}date: ${e.date} is no date (YYYY, YYYY-MM, YYYY-MM-DD or two with a slash)`);
      else if (parts.length === 2 && parseDate(parts[1]).t < parseDate(parts[0]).t) bad.push(`${w}date: ends before it starts`);
    });
  }
  return bad;
}

// ------------------------------------------------------------------ the frame
class Chart {
  constructor(c) {
    this.c = c; this.lang = c.language ?? 'en'; this.rtl = isRtl(this.lang); this.words = words(this.lang); this.out = [];
    const all = c.type === 'bar' ? c.data.map((d) => d.value) : (c.series ?? []).flatMap((s) => s.values);
    this.decimals = c.decimals ?? neededDecimals(all.filter((v) => v !== null));
  }
  X(x) { return this.rtl ? W - x : x; }
  num(v, decimals = this.decimals) {
    // The mark keeps digits, sign and unit in order in a right-to-left line.
    const s = number(Math.abs(v), this.lang, decimals);
    return (this.rtl ? '\u200e' : '') + (v < 0 ? '\u2212' : '') + (this.c.prefix ?? '') + s + (this.c.suffix ?? '');
  }
  text(x, y, s, { size = 19, bold = false, fill = INK, anchor = 'start', halo = false } = {}) {
    this.out.push(`<text x="${r1(this.X(x))}" y="${r1(y)}" font-size="${size}"${bold ? ' font-weight="700"' : ''} fill="${fill}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${halo ? ` stroke="${PANEL}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"` : ''}>${esc(s)}</text>`);
  }
  lines(x, y, list, step, opt) { list.forEach((l, i) => this.text(x, y + i * step, l, opt)); return y + (list.length - 1) * step; }
  rect(x, y, w, h, fill, extra = '') {
    if (w <= 0 || h <= 0) return;
    this.out.push(`<rect x="${r1(this.rtl ? W - x - w : x)}" y="${r1(y)}" width="${r1(w)}" height="${r1(h)}" fill="${fill}"${extra}/>`);
  }
  line(x1, y1, x2, y2, stroke, w = 1, extra = '') {
    this.out.push(`<line x1="${r1(this.X(x1))}" y1="${r1(y1)}" x2="${r1(this.X(x2))}" y2="${r1(y2)}" stroke="${stroke}" stroke-width="${w}"${extra}/>`);
  }
  dot(x, y, r, fill, ring = PANEL, ringWidth = 2) { this.out.push(`<circle cx="${r1(this.X(x))}" cy="${r1(y)}" r="${r1(r)}" fill="${fill}" stroke="${ring}" stroke-width="${ringWidth}"/>`); }

  head() {
    this.rect(PAD, 18, 56, 5, COLORS.red);
    const title = balance(this.c.title, W - 2 * PAD, 29, { bold: true });
    let y = this.lines(PAD, 58, title, 36, { size: 29, bold: true });
    if (this.c.subtitle) y = this.lines(PAD, y + 32, balance(this.c.subtitle, W - 2 * PAD, 20), 26, { size: 20, fill: SOFT });
    return y + 18;
  }
  foot(y) {
    y += 16;
    this.line(PAD, y, W - PAD, y, GRID, 1);
    y += 26;
    if (this.c.note) y = this.lines(PAD, y, wrap(this.c.note, W - 2 * PAD, 17), 23, { size: 17, fill: SOFT }) + 25;
    y = this.lines(PAD, y, wrap(`${this.words.source} ${this.c.source}`, W - 2 * PAD, 17), 23, { size: 17, fill: SOFT });
    return y + 20;
  }
  svg(height, desc) {
    const h = Math.ceil(height);
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${h}" viewBox="0 0 ${W} ${h}" role="img" xml:lang="${esc(this.lang)}"${this.rtl ? ' direction="rtl"' : ''} font-family="${fontStack(this.lang)}">
<title>${esc(this.c.title)}</title>
<desc>${esc(this.c.description ?? desc)}</desc>
<rect width="${W}" height="${h}" fill="${PANEL}"/>
${this.out.join('\n')}
</svg>
`;
  }
}

function niceTicks(lo, hi, n) {
  const span = hi - lo || 1, raw = span / n, p = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * p).find((s) => s >= raw * 0.999);
  const ticks = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-6; k++) ticks.push(Number((k * step).toFixed(10)));
  return { ticks, step };
}

/** Moves the positions apart by the gaps asked for, as little as it can, inside [lo, hi]. */
function spread(items, lo, hi) {
  const list = items.map((it) => ({ ...it })).sort((a, b) => a.at - b.at);
  for (let pass = 0; pass < 60; pass++) {
    for (let i = 1; i < list.length; i++) {
      const need = (list[i].size + list[i - 1].size) / 2, have = list[i].at - list[i - 1].at;
      if (have < need) { const d = (need - have) / 2; list[i - 1].at -= d; list[i].at += d; }
    }
    if (list.length) {
      for (const it of list) { it.at = Math.max(lo + it.size / 2, Math.min(hi - it.size / 2, it.at)); }
    }
  }
  return list;
}

// ------------------------------------------------------------------ bar
function barColors(c) {
  const hot = new Set((c.highlight ?? []).map(String));
  const isHot = (d) => d.highlight === true || hot.has(d.label);
  const any = c.data.some(isHot);
  return c.data.map((d) => d.color ?? (isHot(d) ? 'red' : any ? 'grey' : 'blue'));
}

function bar(c) {
  const ch = new Chart(c), colors = barColors(c);
  let y = ch.head();
  const label = (d) => d.text ?? (d.value === null ? ch.words.na : ch.num(d.value));
  const vals = c.data.map((d) => d.value ?? 0);
  const hi = Math.max(0, c.max ?? -Infinity, ...vals), lo = Math.min(0, c.min ?? Infinity, ...vals);

  if (c.orientation !== 'vertical') {
    const natural = Math.max(...c.data.map((d) => width(d.label, 20)));
    const above = natural > 380;
    const col = above ? 0 : Math.min(natural, 230) + 14;
    const left = PAD + col, right = W - PAD;
    const posW = Math.max(0, ...c.data.map((d) => ((d.value ?? 0) >= 0 ? width(label(d), 20, { bold: true }) + 10 : 0)));
    const negW = Math.max(0, ...c.data.map((d) => ((d.value ?? 0) < 0 ? width(label(d), 20, { bold: true }) + 10 : 0)));
    const x0 = left + negW, x1 = right - posW;
    const X = (v) => x0 + ((v - lo) / (hi - lo || 1)) * (x1 - x0);
    const many = c.data.length > 10;
    const { ticks } = niceTicks(lo, hi, 5);
    const at = ch.out.length;
    const top = y + 4;
    y += 10;
    c.data.forEach((d, i) => {
      const list = wrap(d.label, above ? W - 2 * PAD : col - 14, 20);
      const h = above ? 26 : many ? 24 : 28;
      const block = above ? list.length * 24 + 4 + h : Math.max(h, list.length * 23);
      const barY = above ? y + list.length * 24 + 4 : y + (block - h) / 2;
      if (above) ch.lines(PAD, y + 18, list, 24, { size: 20 });
      else ch.lines(PAD, y + block / 2 - ((list.length - 1) * 23) / 2 + 7, list, 23, { size: 20 });
      if (d.value !== null) ch.rect(Math.min(X(0), X(d.value)), barY, Math.max(Math.abs(X(d.value) - X(0)), d.value === 0 ? 0 : 2), h, COLORS[colors[i]]);
      const neg = (d.value ?? 0) < 0;
      ch.text(d.value === null ? X(0) + 8 : X(d.value) + (neg ? -8 : 8), barY + h / 2 + 7, label(d), { size: 20, bold: d.value !== null, fill: d.value === null ? SOFT : TEXT[colors[i]], anchor: neg ? 'end' : 'start' });
      y += block + (above ? 14 : many ? 9 : 12);
    });
    // The grid goes behind the bars; the numbers stand at the bars, so it carries none.
    const grid = new Chart(c);
    for (const t of ticks) if (t !== 0) grid.line(X(t), top, X(t), y - 4, GRID, 1);
    ch.out.splice(at, 0, ...(above ? [] : grid.out));
    if (!above) ch.line(X(0), top, X(0), y - 4, AXIS, 1.5);
    y -= 4;
  } else {
    const n = c.data.length, inner = W - 2 * PAD, slot = inner / n, bw = Math.min(slot * 0.72, 84);
    const fits = c.data.every((d) => width(label(d), 19, { bold: true }) <= slot + 2);
    const axis = !fits;
    const { ticks } = niceTicks(lo, hi, 4);
    const tickW = axis ? Math.max(...ticks.map((t) => width(ch.num(t, neededDecimals(ticks)), 18))) + 10 : 0;
    const left = PAD + tickW, step = (W - PAD - left) / n, w = Math.min(step * 0.72, 84);
    const top = y + 34, H = 270, bottom = top + H;
    const Y = (v) => bottom - ((v - lo) / (hi - lo || 1)) * H;
    for (const t of ticks) {
      if (t !== 0) ch.line(left, Y(t), W - PAD, Y(t), GRID, 1);
      if (axis) ch.text(left - 8, Y(t) + 6, ch.num(t, neededDecimals(ticks)), { size: 18, fill: SOFT, anchor: 'end' });
    }
    c.data.forEach((d, i) => {
      const cx = left + step * (i + 0.5), v = d.value ?? 0;
      ch.rect(cx - w / 2, Math.min(Y(0), Y(v)), w, Math.max(Math.abs(Y(v) - Y(0)), v === 0 ? 0 : 2), COLORS[colors[i]]);
      if (axis && d.value === null) { const list = wrap(label(d), step - 4, 17); ch.lines(cx, Y(0) - 8 - (list.length - 1) * 20, list, 20, { size: 17, fill: SOFT, anchor: 'middle' }); }
      else if (!axis || colors[i] === 'red' || d.text) ch.text(cx, v < 0 ? Y(v) + 22 : Y(v) - 8, label(d), { size: 19, bold: d.value !== null, fill: d.value === null ? SOFT : TEXT[colors[i]], anchor: 'middle', halo: axis });
    });
    ch.line(left, Y(0), W - PAD, Y(0), AXIS, 1.5);
    // Category labels: each wrapped into its slot; where single words are too wide, every second or third.
    const words = c.data.map((d) => wrap(d.label, step - 6, 18));
    const tooWide = words.some((l) => l.some((s) => width(s, 18) > step + 2));
    const every = tooWide ? Math.ceil(Math.max(...c.data.map((d) => width(d.label, 18) + 12)) / step) : 1;
    const base = bottom + (lo < 0 ? 30 : 0) + 26;
    let rows = 1;
    c.data.forEach((d, i) => {
      const keep = every === 1 || (n - 1 - i) % every === 0;
      if (!keep) return;
      const list = every === 1 ? words[i] : [d.label];
      rows = Math.max(rows, list.length);
      const cx = left + step * (i + 0.5), half = width(list[0], 18) / 2;
      ch.lines(Math.max(PAD + half, Math.min(W - PAD - half, cx)), base, list, 22, { size: 18, fill: SOFT, anchor: 'middle' });
    });
    y = base + (rows - 1) * 22 + 8;
  }
  return ch.svg(ch.foot(y), [c.subtitle, c.data.map((d) => `${d.label}: ${label(d)}`).join('; ') + '.', `${ch.words.source} ${c.source}.`].filter(Boolean).join(' '));
}

// ------------------------------------------------------------------ line
function xPositions(x) {
  const dates = x.map(parseDate);
  if (dates.every(Boolean)) return { dated: true, dates, at: dates.map((d) => d.t), find: (v) => { const d = parseDate(v); return d && d.t >= dates[0].t && d.t <= dates[dates.length - 1].t ? d.t : null; } };
  const strings = x.map(String);
  return { dated: false, at: x.map((_, i) => i), find: (v) => { const i = strings.indexOf(String(v)); return i < 0 ? null : i; } };
}

function line(c) {
  const ch = new Chart(c), n = c.x.length;
  let y = ch.head();
  const any = c.series.some((s) => s.highlight);
  const quiet = any ? ['grey', 'blue', 'dark', 'lightblue'] : ['blue', 'grey', 'dark', 'lightblue'];
  let q = 0;
  const colors = c.series.map((s) => s.color ?? (s.highlight ? 'red' : quiet[q++ % quiet.length]));
  const all = c.series.flatMap((s) => s.values).filter((v) => v !== null);
  const zero = c.zero ?? c.min === undefined;
  let lo = c.min ?? (zero ? Math.min(0, ...all) : Math.min(...all)), hi = Math.max(c.max ?? -Infinity, ...all, zero ? 0 : -Infinity);
  const { ticks: raw, step } = niceTicks(lo, hi, 4);
  if (c.min === undefined && raw[0] > lo + 1e-9) raw.unshift(Number((raw[0] - step).toFixed(10)));
  if (raw[raw.length - 1] < hi - step * 0.25) raw.push(Number((raw[raw.length - 1] + step).toFixed(10)));
  const ticks = raw;
  lo = Math.min(lo, ticks[0]); hi = Math.max(hi, ticks[ticks.length - 1]);
  const td = neededDecimals(ticks);

  // Labels at the line's end: name over value.
  const single = c.series.length === 1;
  const ends = c.series.map((s, i) => {
    let k = n - 1; while (k >= 0 && s.values[k] === null) k--;
    if (k < 0) return null;
    const name = single ? [] : wrap(s.name, 150, 19, { bold: true });
    return { i, k, name, value: ch.num(s.values[k]), w: Math.max(...name.map((l) => width(l, 19, { bold: true })), width(ch.num(s.values[k]), 19)) };
  }).filter(Boolean);
  const tickW = Math.max(...ticks.map((t) => width(ch.num(t, td), 18)));
  const labelW = Math.max(...ends.map((e) => e.w)) + 14;
  const left = PAD + tickW + 10, right = W - PAD - labelW;

  const pos = xPositions(c.x);
  const a0 = pos.at[0], a1 = pos.at[n - 1];
  const X = (a) => left + ((a - a0) / (a1 - a0)) * (right - left);

  // Annotations stand over the plot, in as many rows as they need.
  const notes = [...(c.annotations ?? []).map((a) => ({ x: X(pos.find(a.x)), text: a.text })), ...(c.bands ?? []).filter((b) => b.text).map((b) => ({ x: X(pos.find(b.from)), text: b.text, band: true }))]
    .sort((p, r) => p.x - r.x);
  const rows = [];
  for (const a of notes) {
    a.w = width(a.text, 17);
    a.flip = a.x + a.w + 6 > W - PAD;
    a.from = a.flip ? Math.max(PAD, a.x - a.w - 6) : a.x; a.to = a.from + a.w + 6;
    let r = 0; while (rows[r]?.some((o) => a.from < o.to + 10 && o.from < a.to + 10)) r++;
    (rows[r] ??= []).push(a); a.row = r;
  }
  const top = y + (rows.length ? rows.length * 24 + 18 : single && c.series[0].name ? 22 : 22), H = 300, bottom = top + H;
  const Y = (v) => bottom - ((v - lo) / (hi - lo)) * H;

  for (const b of c.bands ?? []) { const p = X(pos.find(b.from)), r = X(pos.find(b.to)); ch.rect(p, top - 4, Math.max(r - p, 2), bottom - top + 4, '#efe7dd'); }
  for (const t of ticks) {
    const base = t === 0 || (t === ticks[0] && lo > 0);
    ch.line(left, Y(t), right, Y(t), base ? AXIS : GRID, base ? 1.5 : 1);
    ch.text(left - 8, Y(t) + 6, ch.num(t, td), { size: 18, fill: SOFT, anchor: 'end' });
  }
  for (const a of notes) {
    const ty = top - 14 - a.row * 24;
    if (!a.band) ch.line(a.x, ty + (a.flip ? -12 : -12), a.x, bottom, SOFT, 1.2, ' stroke-dasharray="3 4"');
    ch.text(a.flip ? a.x - 6 : a.x + 6, ty, a.text, { size: 17, fill: INK, anchor: a.flip ? 'end' : 'start', halo: true });
  }
  const order = c.series.map((_, i) => i).sort((p, r) => (c.series[p].highlight ? 1 : 0) - (c.series[r].highlight ? 1 : 0));
  for (const i of order) {
    const s = c.series[i], runs = [];
    let run = [];
    s.values.forEach((v, k) => { if (v === null) { if (run.length) runs.push(run); run = []; } else run.push([X(pos.at[k]), Y(v)]); });
    if (run.length) runs.push(run);
    for (const r of runs) {
      if (r.length > 1) ch.out.push(`<path d="M${r.map(([px, py]) => `${r1(ch.X(px))},${r1(py)}`).join('L')}" fill="none" stroke="${COLORS[colors[i]]}" stroke-width="${colors[i] === 'red' || single ? 4 : 3}" stroke-linejoin="round" stroke-linecap="round"/>`);
      if (r.length === 1 || n <= 12) for (const [px, py] of r) ch.dot(px, py, 4, COLORS[colors[i]], PANEL, 1.5);
    }
  }
  const placed = spread(ends.map((e) => ({ ...e, at: Y(c.series[e.i].values[e.k]), size: (e.name.length + 1) * 22 + 6 })), top - 10, bottom + 16);
  for (const e of placed) {
    const s = c.series[e.i], ex = X(pos.at[e.k]), ey = Y(s.values[e.k]), fill = TEXT[colors[e.i]];
    ch.dot(ex, ey, 5.5, COLORS[colors[e.i]]);
    const lx = right + 12;
    if (Math.abs(e.at - ey) > 26 || ex < right - 20) ch.line(ex + 7, ey, lx - 4, e.at, COLORS[colors[e.i]], 1, ' stroke-dasharray="2 3"');
    const first = e.at - ((e.name.length) * 22) / 2 + 6;
    ch.lines(lx, first, e.name, 22, { size: 19, bold: true, fill });
    ch.text(lx, first + e.name.length * 22, e.value, { size: 19, bold: single, fill });
  }
  // x labels: first and last always, those between as far as they fit.
  const short = (k) => (pos.dated ? (pos.dates[k].d ? dateText(c.x[k], ch.lang) : pos.dates[k].m ? dateText(c.x[k], ch.lang) : String(c.x[k])) : String(c.x[k]));
  const sameYear = pos.dated && pos.dates.every((d) => d.m && d.y === pos.dates[0].y);
  const lab = (k) => { const s = short(k); return sameYear && k !== 0 && k !== n - 1 ? s.replace(new RegExp(`\\s?${pos.dates[k].y}(년|年)?\\s?`), '') : s; };
  const box = (k) => { const w = width(lab(k), 18), cx = Math.max(PAD + w / 2, Math.min(W - PAD - w / 2, X(pos.at[k]))); return { k, cx, a: cx - w / 2, b: cx + w / 2 }; };
  let shown = null;
  for (let every = 1; every <= n && !shown; every++) {
    const ks = []; for (let k = n - 1; k >= 0; k -= every) ks.unshift(k);
    let boxes = ks.map(box);
    if (ks[0] !== 0) { const first = box(0); boxes = [first, ...boxes.filter((b) => b.a > first.b + 14)]; }
    if (boxes.every((b, i) => i === 0 || b.a > boxes[i - 1].b + 12)) shown = boxes;
  }
  for (const b of shown ?? []) { ch.line(X(pos.at[b.k]), bottom, X(pos.at[b.k]), bottom + 6, AXIS, 1); ch.text(b.cx, bottom + 27, lab(b.k), { size: 18, fill: SOFT, anchor: 'middle' }); }
  y = Math.max(bottom + 36, ...placed.map((e) => e.at + e.size / 2 + 4));
  const firstValue = (s) => s.values.findIndex((v) => v !== null);
  const desc = c.series.map((s, i) => { const f = firstValue(s), e = ends.find((p) => p.i === i); return e ? `${s.name}: ${ch.num(s.values[f])} (${short(f)}), ${e.value} (${short(e.k)})` : `${s.name}: ${ch.words.na}`; }).join('; ') + '.';
  return ch.svg(ch.foot(y), [c.subtitle, desc, `${ch.words.source} ${c.source}.`].filter(Boolean).join(' '));
}

// ------------------------------------------------------------------ stacked bar
function stacked(c) {
  const ch = new Chart(c);
  let y = ch.head();
  const any = c.series.some((s) => s.highlight);
  const quiet = any ? ['blue', 'grey', 'lightblue', 'lightgrey', 'dark'] : ['blue', 'lightblue', 'grey', 'lightgrey', 'dark'];
  let q = 0;
  const colors = c.series.map((s) => s.color ?? (s.highlight ? 'red' : quiet[q++ % quiet.length]));
  const sums = c.labels.map((_, j) => c.series.reduce((t, s) => t + (s.values[j] ?? 0), 0));
  const vals = c.series.map((s) => s.values.map((v, j) => (v === null ? null : c.percent ? (sums[j] ? (v / sums[j]) * 100 : 0) : v)));
  const dec = c.percent ? c.decimals ?? 0 : ch.decimals;
  const fmt = (v) => (c.percent ? (ch.rtl ? '\u200e' : '') + number(v, ch.lang, dec) + '%' : ch.num(v));
  const totals = c.percent ? false : c.totals ?? true;
  const hi = c.percent ? 100 : Math.max(c.max ?? 0, ...sums) || 1;
  const labels = c.labels.map(String);

  if (c.orientation !== 'vertical') {
    const natural = Math.max(...labels.map((l) => width(l, 20)));
    const above = natural > 210;
    const col = above ? 0 : natural + 14;
    const left = PAD + col, totalW = totals ? Math.max(...sums.map((s) => width(ch.num(s), 20, { bold: true }))) + 12 : 0, right = W - PAD - totalW;
    const X = (v) => left + (v / hi) * (right - left);
    // Names of the series over the first bar: at their own segments if there is room, else in a row with swatches.
    let x = 0;
    const keys = c.series.map((s, i) => { const from = X(x); x += vals[i][0] ?? 0; return { i, from, to: X(x), w: width(s.name, 19, { bold: true }) }; });
    let cursor = left, direct = true;
    for (const k of keys) { k.x = Math.max(k.from, cursor); cursor = k.x + k.w + 16; if (k.x > Math.max(k.from, k.to - 12) + 40) direct = false; }
    if (cursor - 16 > W - PAD) {
      let limit = W - PAD;
      for (const k of [...keys].reverse()) { k.x = Math.min(k.x, limit - k.w); limit = k.x - 16; if (k.x < left - 1 || k.x + k.w < k.from) direct = false; }
    }
    y += 10;
    const keyRows = () => {
      if (direct) {
        for (const k of keys) ch.text(k.x, y + 18, c.series[k.i].name, { size: 19, bold: true, fill: TEXT[colors[k.i]] });
        y += 28;
      } else {
        let kx = PAD;
        for (const k of keys) {
          if (kx > PAD && kx + 24 + k.w > W - PAD) { kx = PAD; y += 27; }
          ch.rect(kx, y + 4, 16, 16, COLORS[colors[k.i]]);
          ch.text(kx + 23, y + 18, c.series[k.i].name, { size: 19, bold: true, fill: TEXT[colors[k.i]] });
          kx += 24 + k.w + 22;
        }
        y += 34;
      }
    };
    if (!direct || !above) keyRows();
    labels.forEach((l, j) => {
      const list = wrap(l, above ? W - 2 * PAD : col - 14, 20), h = 34;
      if (above) { ch.lines(PAD, y + 18, list, 24, { size: 20 }); y += list.length * 24 + 5; if (j === 0 && direct) keyRows(); }
      else ch.lines(PAD, y + h / 2 + 7, list, 23, { size: 20 });
      let a = 0;
      const outside = [];
      c.series.forEach((s, i) => {
        const v = vals[i][j]; if (!v) return;
        const from = X(a), to = X(a + v); a += v;
        ch.rect(from, y, Math.max(to - from - 1.5, 1.5), h, COLORS[colors[i]]);
        const t = fmt(v), w = width(t, 19, { bold: true });
        if (w + 8 <= to - from) ch.text((from + to) / 2, y + h / 2 + 7, t, { size: 19, bold: true, fill: ON[colors[i]], anchor: 'middle' });
        else outside.push({ at: (from + to) / 2, size: w + 10, t, i });
      });
      if (totals) ch.text(X(sums[j]) + 9, y + h / 2 + 7, ch.num(sums[j]), { size: 20, bold: true });
      y += h;
      if (outside.length) {
        for (const o of spread(outside, left - 6, W - PAD)) { ch.text(o.at, y + 20, o.t, { size: 18, bold: true, fill: TEXT[colors[o.i]], anchor: 'middle' }); }
        y += 24;
      }
      y += 16;
    });
    y -= 10;
  } else {
    const n = labels.length;
    const nameW = Math.max(...c.series.flatMap((s) => wrap(s.name, 150, 19, { bold: true }).map((l) => width(l, 19, { bold: true })))) + 14;
    const { ticks } = niceTicks(0, hi, 4);
    const left = PAD, right = W - PAD - nameW, step = (right - left) / n, w = Math.min(step * 0.74, 96);
    const top = y + 34, H = 300, bottom = top + H, Y = (v) => bottom - (v / hi) * H;
    for (const t of ticks) if (t) ch.line(left, Y(t), right, Y(t), GRID, 1);
    const mids = [];
    labels.forEach((l, j) => {
      const cx = left + step * (j + 0.5);
      let a = 0;
      c.series.forEach((s, i) => {
        const v = vals[i][j]; if (!v) { if (j === n - 1) mids.push({ i, at: Y(a) }); return; }
        const y1 = Y(a + v), y0 = Y(a); a += v;
        ch.rect(cx - w / 2, y1, w, Math.max(y0 - y1 - 1.5, 1.5), COLORS[colors[i]]);
        if (y0 - y1 >= 24 && width(fmt(v), 18, { bold: true }) <= w + 1) ch.text(cx, (y0 + y1) / 2 + 6, fmt(v), { size: 18, bold: true, fill: ON[colors[i]], anchor: 'middle' });
        if (j === n - 1) mids.push({ i, at: (y0 + y1) / 2 });
      });
      if (totals && width(ch.num(sums[j]), 19, { bold: true }) <= step + 2) ch.text(cx, Y(sums[j]) - 8, ch.num(sums[j]), { size: 19, bold: true, anchor: 'middle' });
    });
    ch.line(left, bottom, right, bottom, AXIS, 1.5);
    const ends = spread(mids.map((m) => { const list = wrap(c.series[m.i].name, 150, 19, { bold: true }); return { ...m, list, size: list.length * 22 + 4 }; }), top - 20, bottom + 8);
    for (const e of ends) ch.lines(right + 4, e.at - ((e.list.length - 1) * 22) / 2 + 7, e.list, 22, { size: 19, bold: true, fill: TEXT[colors[e.i]] });
    const lists = labels.map((l) => wrap(l, step - 6, 18));
    const every = lists.some((l) => l.some((s) => width(s, 18) > step + 2)) ? Math.ceil(Math.max(...labels.map((l) => width(l, 18) + 12)) / step) : 1;
    let rows = 1;
    labels.forEach((l, j) => {
      if ((n - 1 - j) % every) return;
      const list = every === 1 ? lists[j] : [l]; rows = Math.max(rows, list.length);
      ch.lines(left + step * (j + 0.5), bottom + 26, list, 22, { size: 18, fill: SOFT, anchor: 'middle' });
    });
    y = bottom + 26 + (rows - 1) * 22 + 8;
  }
  const desc = labels.map((l, j) => `${l}: ${c.series.map((s, i) => `${s.name} ${vals[i][j] === null ? ch.words.na : fmt(vals[i][j])}`).join(', ')}`).join('; ') + '.';
  return ch.svg(ch.foot(y), [c.subtitle, desc, `${ch.words.source} ${c.source}.`].filter(Boolean).join(' '));
}

// ------------------------------------------------------------------ timeline
function timeline(c) {
  const ch = new Chart(c);
  let y = ch.head() + (c.subtitle ? 22 : 30);
  const t0 = (e) => parseDate(String(e.date).split('/')[0]).t;
  const events = c.events.map((e, i) => ({ ...e, i })).sort((a, b) => t0(a) - t0(b) || a.i - b.i);
  const dates = events.map((e) => balance(dateText(e.date, ch.lang), 202, 18, { bold: true }));
  const col = Math.max(...dates.flat().map((l) => width(l, 18, { bold: true })));
  const lineX = PAD + col + 22, textX = lineX + 24, textW = W - PAD - textX;
  const blocks = events.map((e, i) => {
    const label = wrap(e.label, textW, 21, { bold: true }), detail = e.detail ? wrap(e.detail, textW, 19) : [];
    return { e, date: dates[i], label, detail, h: Math.max(dates[i].length * 23, label.length * 26 + (detail.length ? detail.length * 24 + 3 : 0)) };
  });
  // "time": the free space under each block follows the distance in days; at least 20, at most 110.
  const gaps = blocks.map((b, i) => (i + 1 < blocks.length ? t0(blocks[i + 1].e) - t0(b.e) : 0));
  const most = Math.max(1, ...gaps);
  const at = ch.out.length;
  let lastY = y;
  const firstY = y - 6;
  blocks.forEach((b, i) => {
    const hot = b.e.highlight === true;
    const dotY = y - 6;
    ch.lines(PAD + col, y, b.date, 23, { size: 18, bold: true, fill: hot ? TEXT.red : TEXT.blue, anchor: 'end' });
    const ly = ch.lines(textX, y, b.label, 26, { size: 21, bold: true, fill: hot ? TEXT.red : INK });
    if (b.detail.length) ch.lines(textX, ly + 27, b.detail, 24, { size: 19, fill: SOFT });
    ch.dot(lineX, dotY, hot ? 9 : 7, hot ? COLORS.red : COLORS.blue, PANEL, 3);
    lastY = dotY;
    y += b.h + (c.scale === 'time' && i + 1 < blocks.length ? 20 + (gaps[i] / most) * 90 : 24);
  });
  const axis = new Chart(c);
  axis.line(lineX, firstY, lineX, lastY, COLORS.lightgrey, 3);
  ch.out.splice(at, 0, ...axis.out);
  const desc = events.map((e) => `${dateText(e.date, ch.lang)}: ${e.label}`).join('; ') + '.';
  return ch.svg(ch.foot(y - 34), [c.subtitle, desc, `${ch.words.source} ${c.source}.`].filter(Boolean).join(' '));
}

/** A typewriter apostrophe after a letter becomes a printed one. */
const curly = (v) => (typeof v === 'string' ? v.replace(/(\p{L})'/gu, '$1’') : Array.isArray(v) ? v.map(curly) : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, curly(x)])) : v);

export function drawChart(chart) { const c = curly(chart); return { bar, line, 'stacked-bar': stacked, timeline }[c.type](c); }
