// Text for pictures: escaping, widths estimated without a font, wrapping, numbers and dates by language.
// No Intl: its output changes from one Node to the next, and the pictures are compared byte for byte.

export const esc = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
export const r1 = (n) => { const v = Math.round(n * 10) / 10; return String(Object.is(v, -0) ? 0 : v); };

const CJK = {
  ko: ["'Apple SD Gothic Neo'", "'Malgun Gothic'", "'Noto Sans CJK KR'", "'Noto Sans KR'"],
  ja: ["'Hiragino Sans'", "'Yu Gothic'", "'Noto Sans CJK JP'", "'Noto Sans JP'"],
  zh: ["'PingFang SC'", "'Microsoft YaHei'", "'Noto Sans CJK SC'", "'Noto Sans SC'"],
};
const ARABIC = ["'Geeza Pro'", "'Noto Sans Arabic'", "'Noto Naskh Arabic'"];
export function fontStack(lang = 'en') {
  const l = lang.split('-')[0];
  const cjk = [...(CJK[l] ?? []), ...Object.keys(CJK).filter((k) => k !== l).flatMap((k) => CJK[k].slice(0, 3))];
  return ['system-ui', '-apple-system', "'Segoe UI'", 'Roboto', "'Helvetica Neue'", 'Arial', "'Noto Sans'", "'Liberation Sans'",
    ...cjk, ...ARABIC, 'sans-serif'].join(', ');
}

const WIDE = { ' ': 278, '.': 278, ',': 278, ':': 278, ';': 278, "'": 191, '’': 222, '‘': 222, '“': 350, '”': 350, '"': 355, '-': 333, '–': 556, '—': 1000,
  '(': 333, ')': 333, '/': 278, '%': 889, '&': 667, '+': 584, '=': 584, '−': 584, '…': 1000, '·': 278, '|': 260,
  i: 222, j: 222, l: 222, f: 278, t: 278, r: 333, I: 278, J: 500, c: 500, k: 500, s: 500, v: 500, x: 500, y: 500, z: 500, m: 833, w: 722, M: 833, W: 944,
  A: 667, B: 667, E: 667, K: 667, P: 667, S: 667, V: 667, X: 667, Y: 667, C: 722, D: 722, H: 722, N: 722, R: 722, U: 722, F: 611, L: 556, T: 611, Z: 611, G: 778, O: 778, Q: 778 };
function charWidth(ch) {
  if (WIDE[ch] !== undefined) return WIDE[ch];
  const c = ch.codePointAt(0);
  if (c >= 0x300 && c < 0x370) return 0;
  if (c >= 0x200b && c <= 0x200f) return 0;
  if (c >= 0x1100 && c <= 0x11ff) return 920;
  if (c >= 0x2e80 && c <= 0xd7ff) return 1000;
  if (c >= 0xf900 && c <= 0xfaff) return 1000;
  if (c >= 0xff00 && c <= 0xffef) return 1000;
  if (c > 0xffff) return 1000;
  if (c >= 0x600 && c <= 0x8ff) return 560;
  if (c >= 0x400 && c <= 0x52f) return 640;
  return 570;
}
/** Width in units; a little generous, since the reader's font is not known. */
export function width(text, size, { bold = false, spacing = 0 } = {}) {
  let w = 0;
  for (const ch of String(text)) w += (charWidth(ch) * size) / 1000 + spacing;
  return w * (bold ? 1.16 : 1.09);
}

const isIdeograph = (ch) => { const c = ch.codePointAt(0); return c >= 0x3040 && c <= 0x9fff; };
/** Break at spaces; Chinese and Japanese also between characters, but not before closing punctuation. */
export function wrap(text, max, size, opt = {}) {
  const lines = [];
  for (const para of String(text).split('\n')) {
    const tokens = [];
    for (const word of para.split(/[ \t]+/)) {
      let run = '', first = true;
      const flush = () => { if (run) { tokens.push({ t: run, space: first }); first = false; run = ''; } };
      let prev = '';
      for (const ch of word) {
        if (run && (isIdeograph(ch) || isIdeograph(prev)) && !/[、。，．：；！？）」』》〉]/.test(ch) && !/[（「『《〈]/.test(prev)) flush();
        run += ch; prev = ch;
      }
      flush();
    }
    let line = '';
    for (const { t, space } of tokens) {
      const next = line ? line + (space ? ' ' : '') + t : t;
      if (line && width(next, size, opt) > max) { lines.push(line); line = t; } else line = next;
    }
    lines.push(line);
  }
  return lines;
}
/** Like wrap, but evens out the lines, so that a headline does not end in one lonely word. */
export function balance(text, max, size, opt = {}) {
  const n = wrap(text, max, size, opt).length;
  if (n === 1) return wrap(text, max, size, opt);
  let lo = max * 0.5, hi = max;
  for (let i = 0; i < 12; i++) { const mid = (lo + hi) / 2; if (wrap(text, mid, size, opt).length <= n) hi = mid; else lo = mid; }
  // Not narrower than most of the column: a ragged but full line reads better than a thin block.
  return wrap(text, Math.max(hi, max * 0.72), size, opt);
}

export const isRtl = (lang) => ['ar', 'fa', 'ur', 'he', 'ps', 'ckb'].includes(lang.split('-')[0]);

export const WORDS = {
  en: { source: 'Source:', na: 'no data' }, ko: { source: '자료:', na: '자료 없음' }, ar: { source: 'المصدر:', na: 'لا بيانات' },
  fa: { source: 'منبع:', na: 'بدون داده' }, he: { source: 'מקור:', na: 'אין נתונים' }, ur: { source: 'ماخذ:', na: 'اعداد و شمار نہیں' },
  fr: { source: 'Source :', na: 'n. d.' }, es: { source: 'Fuente:', na: 's. d.' }, pt: { source: 'Fonte:', na: 's. d.' },
  de: { source: 'Quelle:', na: 'k. A.' }, ru: { source: 'Источник:', na: 'нет данных' }, uk: { source: 'Джерело:', na: 'немає даних' },
  zh: { source: '资料来源：', na: '无数据' }, ja: { source: '出典：', na: 'データなし' },
};
export const words = (lang) => WORDS[lang.split('-')[0]] ?? WORDS.en;

const SEP = { fr: ['\u202f', ','], es: ['.', ','], pt: ['.', ','], de: ['.', ','], ru: ['\u00a0', ','], uk: ['\u00a0', ','] };
export function number(v, lang, decimals) {
  const [group, point] = SEP[lang.split('-')[0]] ?? [',', '.'];
  const [int, frac] = Math.abs(v).toFixed(decimals).split('.');
  const grouped = int.length > 3 && !(int.length === 4 && ['es', 'pt', 'ru', 'uk'].includes(lang.split('-')[0])) ? int.replace(/\B(?=(\d{3})+$)/g, group) : int;
  return (v < 0 ? '\u2212' : '') + grouped + (frac ? point + frac : '');
}
export function neededDecimals(values) {
  let d = 0;
  for (const v of values) if (v !== null) { let k = 0; while (k < 2 && Math.abs(v - Number(v.toFixed(k))) >= 1e-9) k++; d = Math.max(d, k); }
  return d;
}

const MONTHS = {
  en: 'January February March April May June July August September October November December',
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  pt: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  uk: 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня',
  ar: 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر',
  fa: 'ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر',
};
const NOMINATIVE = {
  ru: 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь',
  uk: 'січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень',
};
export function parseDate(s) {
  const m = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(String(s));
  if (!m) return null;
  const [y, mo, d] = [Number(m[1]), m[2] && Number(m[2]), m[3] && Number(m[3])];
  if (mo !== undefined && (mo < 1 || mo > 12)) return null;
  if (d !== undefined && (d < 1 || d > new Date(Date.UTC(y, mo, 0)).getUTCDate())) return null;
  return { y, m: mo, d, t: Date.UTC(y, (mo ?? 1) - 1, d ?? 1) / 86400000 };
}
function oneDate({ y, m, d }, l) {
  if (l === 'ko') return `${y}년` + (m ? ` ${m}월` : '') + (d ? ` ${d}일` : '');
  if (l === 'zh' || l === 'ja') return `${y}年` + (m ? `${m}月` : '') + (d ? `${d}日` : '');
  if (!m) return String(y);
  const table = (d ? MONTHS[l] : NOMINATIVE[l] ?? MONTHS[l]) ?? MONTHS.en;
  const name = table.split(' ')[m - 1];
  const of = l === 'es' || l === 'pt' ? ' de' : '';
  const day = d ? (l === 'fr' && d === 1 ? '1er' : String(d)) + (l === 'de' ? '.' : '') : '';
  return (d ? `${day}${of} ` : '') + `${name}${of} ${y}`;
}
export function dateText(s, lang) {
  const l = lang.split('-')[0];
  const [a, b] = String(s).split('/').map(parseDate);
  if (!b) return oneDate(a, l);
  if (a.y === b.y && a.m === b.m && a.d && b.d && MONTHS[l] && l !== 'de') {
    const tail = oneDate(b, l);
    return `${a.d}–${tail}`;
  }
  if (l === 'ko' && a.y === b.y && a.m === b.m) return `${oneDate(a, l).slice(0, -1)}–${b.d}일`;
  if (a.y === b.y && l === 'en' && a.m && b.m) return `${oneDate(a, l).replace(/ \d{4}$/, '')} – ${oneDate(b, l)}`;
  return `${oneDate(a, l)} – ${oneDate(b, l)}`;
}
