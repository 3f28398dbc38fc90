// Writes ../table.rs from CLDR and the hand-kept .tsv files in this folder.
// Run: node generate.mjs      (needs node >= 18 and npm; see ORIGIN.md)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "48.2.0";
const LANGUAGES = ["en", "fr", "es", "ru", "zh", "zh-Hant", "ar", "ko", "ja", "de"];
const COUNT = 250; // ISO 3166-1 (249) and Kosovo

// Codes that CLDR maps but ISO 3166-1 does not assign: exceptional reservations, former and private codes.
const NOT_ISO = /^(A[ACN]|BU|C[PQS]|D[DGY]|E[AUWZ]|F[LX]|HV|I[C]|NH|NT|Q[M-Z]|RH|SU|T[AP]|UK|UN|VD|X[A-JL-Z]|Y[DU]|Z[RZ])$/;
// The desk's usual code for Kosovo (World Bank, EU) where CLDR has XKK; both are user-assigned.
const ALPHA3 = { XK: "XKX" };
// Where M49 or CLDR is silent: a region of its own for Antarctica.
const NARROWEST = { AQ: "010" };
// M49, from the narrowest region to its parent; the world itself (001) is left out.
const PARENTS = {
  "015": "002", "202": "002", "014": "202", "017": "202", "018": "202", "011": "202",
  "021": "019", "419": "019", "029": "419", "013": "419", "005": "419",
  "143": "142", "030": "142", "035": "142", "034": "142", "145": "142",
  "151": "150", "154": "150", "039": "150", "155": "150",
  "053": "009", "054": "009", "057": "009", "061": "009",
};

const here = dirname(fileURLToPath(import.meta.url));
const byCodePoint = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Rows of a hand-kept file; `#` opens a comment line. */
function rows(file, least) {
  return readFileSync(join(here, file), "utf8").split("\n").flatMap((line, at) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const cells = line.split("\t").map((cell) => cell.trim());
    if (cells.length < least) throw new Error(`${file}:${at + 1}: ${least} columns expected`);
    return [cells];
  });
}

/** CLDR, from npm, in a folder that lives as long as this process. */
function cldr() {
  const folder = mkdtempSync(join(tmpdir(), "dateline-cldr-"));
  try {
    const packages = [`cldr-core@${VERSION}`, `cldr-localenames-full@${VERSION}`];
    execFileSync("npm", ["install", "--no-save", "--no-package-lock", "--silent", "--ignore-scripts", "--prefix", folder, ...packages], { stdio: "inherit" });
    const read = (path) => JSON.parse(readFileSync(join(folder, "node_modules", path), "utf8"));
    return {
      codes: read("cldr-core/supplemental/codeMappings.json").supplemental.codeMappings,
      containment: read("cldr-core/supplemental/territoryContainment.json").supplemental.territoryContainment,
      names: Object.fromEntries(LANGUAGES.map((language) => [language,
        read(`cldr-localenames-full/main/${language}/territories.json`).main[language].localeDisplayNames.territories])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In full, as the UN and ISO write it: 'Saint Kitts and Nevis' for 'St. Kitts & Nevis', 'острова' for 'о-ва'. */
const IN_FULL = {
  en: (name) => name.replaceAll(" & ", " and ").replace(/\bSt\. /g, "Saint ").replace(/^U\.S\. /, "US "),
  ru: (name) => name.replace(/о-ва(?=$|[ ,)])/g, "острова").replace(/о-в(?=$|[ ,)])/g, "остров"),
};
const inFull = (name, language) => {
  const full = (IN_FULL[language] ?? ((same) => same))(name);
  return language === "ru" ? full.replace(/^./u, (first) => first.toUpperCase()) : full;
};
/** Without invisible direction marks, which would make two equal names differ. */
const visible = (name) => name.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, "").trim();
/** Roughly what fold.rs does: enough to leave out names that say the same. */
const rough = (name) => name.normalize("NFKD").replace(/&/g, " and ").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");
/** A shorthand of one to three Latin letters: it could be taken for a code (es 'RU' is the United Kingdom). */
const shorthand = (name) => /^[a-z]{1,3}$/.test(rough(name));
/** 'Islamic Republic of Iran' is filed as 'Iran, Islamic Republic of'. */
function inverted(official) {
  const match = /^(?:the )?(.*\b(?:Republic|Kingdom|State|States|Commonwealth|Principality|Sultanate|Emirate|Federation|Union|Duchy)) of (?:the )?(.+)$/i.exec(official);
  return match ? [`${match[2]}, ${match[1]} of`] : [];
}

function countries({ codes, containment, names }, display, aliases, official) {
  const alpha2 = Object.keys(codes).filter((code) => /^[A-Z]{2}$/.test(code) && codes[code]._alpha3 && !NOT_ISO.test(code));
  if (alpha2.length !== COUNT) throw new Error(`${alpha2.length} countries, not ${COUNT}`);
  for (const code of [...aliases, ...official, ...display].map(([code]) => code)) {
    if (!alpha2.includes(code)) throw new Error(`hand-kept row for ${code}, which is no country`);
  }
  return alpha2.map((code) => {
    const others = [];
    const main = LANGUAGES.map((language) => {
      const table = names[language];
      const cldr = Object.keys(table).filter((key) => key === code || key.startsWith(`${code}-alt-`)).sort(byCodePoint);
      const found = cldr.map((key) => visible(table[key]));
      const chosen = display.find(([c, l]) => c === code && l === language)?.[2];
      let name = visible(table[code]);
      if (chosen?.startsWith("=")) name = visible(table[`${code}-alt-${chosen.slice(1)}`]);
      else if (chosen) name = chosen;
      if (!name) throw new Error(`no name for ${code} in ${language}`);
      others.push(...found);
      if (chosen) return name;
      return inFull(name, language);
    });
    const formal = official.filter(([c]) => c === code).map(([, name]) => name);
    others.push(...formal, ...formal.flatMap(inverted), ...aliases.filter(([c]) => c === code).map(([, name]) => name));
    const seen = new Set(main.map(rough));
    const exact = new Set();
    const matching = others.filter((name) => {
      const key = rough(name);
      // Hand-kept ones stay as they are written, for texts in which accents and capitals count.
      if (aliases.some(([c, alias]) => c === code && alias === name)) {
        seen.add(key);
        return !exact.has(name) && exact.add(name);
      }
      return !shorthand(name) && !seen.has(key) && seen.add(key);
    });
    let narrowest = NARROWEST[code];
    for (const region of Object.keys(PARENTS)) if (containment[region]?._contains?.includes(code)) narrowest ??= region;
    if (!narrowest) throw new Error(`no region for ${code}`);
    const chain = [narrowest];
    while (PARENTS[chain[0]]) chain.unshift(PARENTS[chain[0]]);
    const alpha3 = ALPHA3[code] ?? codes[code]._alpha3;
    return { alpha2: code, alpha3, numeric: Number(codes[code]._numeric), chain, main, matching };
  }).sort((a, b) => byCodePoint(a.alpha3, b.alpha3));
}

function regions({ names }, kept) {
  const all = [...new Set([...Object.keys(PARENTS), ...Object.values(PARENTS), ...Object.values(NARROWEST)])];
  return all.map((numeric) => {
    const own = (language) => kept.find(([n, l]) => n === numeric && l === language)?.[2];
    const code = Object.entries(NARROWEST).find(([, region]) => region === numeric)?.[0] ?? numeric;
    const main = LANGUAGES.map((language) => own(language) ?? visible(names[language][code]));
    return { numeric, slug: main[0].toLowerCase().replace(/[^a-z]+/g, "-"), main, parent: PARENTS[numeric] };
  }).sort((a, b) => byCodePoint(a.slug, b.slug));
}

const text = (value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const list = (values) => values.map(text).join(", ");

function table() {
  const source = cldr();
  const aliases = rows("aliases.tsv", 2);
  const all = countries(source, rows("display.tsv", 4), aliases, rows("official.tsv", 2));
  const areas = regions(source, rows("regions.tsv", 3));
  const index = (code) => {
    const at = all.findIndex((country) => country.alpha2 === code);
    if (at < 0) throw new Error(`${code} is no country`);
    return `Country(${at})`;
  };
  const region = (numeric) => `Region(${areas.findIndex((area) => area.numeric === numeric)})`;
  const pointers = (file) => rows(file, 2).map(([written, codes]) => `    (${text(written)}, &[${codes.split(" ").map(index).join(", ")}]),`);

  const out = [
    `//! Made by data/generate.mjs from CLDR ${VERSION} (Unicode-3.0, see data/ORIGIN.md). Do not edit.`,
    "",
    "use super::{Country, Region};",
    "",
    "pub(super) struct CountryRow {",
    "    pub alpha2: &'static str,",
    "    pub alpha3: &'static str,",
    "    pub slug: &'static str,",
    "    pub numeric: u16,",
    "    pub regions: &'static [Region],",
    "    /// Display names, in the order of `LANGUAGES`.",
    "    pub names: [&'static str; LANGUAGES.len()],",
    "    /// Further names that a brief may use, in any language.",
    "    pub others: &'static [&'static str],",
    "}",
    "",
    "pub(super) struct RegionRow {",
    "    pub numeric: u16,",
    "    pub slug: &'static str,",
    "    pub parent: Option<Region>,",
    "    pub names: [&'static str; LANGUAGES.len()],",
    "}",
    "",
    "#[rustfmt::skip]",
    `pub(super) const LANGUAGES: [&str; ${LANGUAGES.length}] = [${list(LANGUAGES)}];`,
    "",
    "/// Sorted by alpha-3.",
    "#[rustfmt::skip]",
    `pub(super) static COUNTRIES: [CountryRow; ${all.length}] = [`,
    ...all.flatMap((c) => [
      `    CountryRow { alpha2: "${c.alpha2}", alpha3: "${c.alpha3}", slug: "${c.alpha3.toLowerCase()}", numeric: ${c.numeric}, regions: &[${c.chain.map(region).join(", ")}],`,
      `        names: [${list(c.main)}],`,
      `        others: &[${list(c.matching)}] },`,
    ]),
    "];",
    "",
    "/// Sorted by slug.",
    "#[rustfmt::skip]",
    `pub(super) static REGIONS: [RegionRow; ${areas.length}] = [`,
    ...areas.flatMap((r) => [
      `    RegionRow { numeric: ${Number(r.numeric)}, slug: "${r.slug}", parent: ${r.parent ? `Some(${region(r.parent)})` : "None"},`,
      `        names: [${list(r.main)}] },`,
    ]),
    "];",
    "",
    "/// Words that name several countries.",
    "#[rustfmt::skip]",
    "pub(super) static AMBIGUOUS: &[(&str, &[Country])] = &[",
    ...pointers("ambiguous.tsv"),
    "];",
    "",
    "/// Words that name no country, and what their writers usually mean.",
    "#[rustfmt::skip]",
    "pub(super) static HINTS: &[(&str, &[Country])] = &[",
    ...pointers("hints.tsv"),
    "];",
    "",
    "/// Right codes that are often written for another country.",
    "#[rustfmt::skip]",
    "pub(super) static OFTEN_MEANS: &[(&str, Country)] = &[",
    ...rows("often_means.tsv", 2).map(([written, code]) => `    (${text(written)}, ${index(code)}),`),
    "];",
    "",
  ];
  return out.join("\n");
}

writeFileSync(join(here, "..", "table.rs"), table());
