// Answers, from Node's Intl, what intl_test.go asks on standard input: one JSON object for all of it.
import { readFileSync } from "node:fs";

const ask = JSON.parse(readFileSync(0, "utf8"));
const out = { cldr: process.versions.cldr, canonical: {}, locales: {} };

for (const tag of ask.canonical ?? []) {
  try {
    out.canonical[tag] = Intl.getCanonicalLocales(tag)[0];
  } catch {
    out.canonical[tag] = "";
  }
}
const plain = (n) => {
  const digits = (n.split(".")[1] ?? "").length;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
};
// A service that lacks a locale silently answers for its parent or for the process's own language. Such
// answers prove nothing and are left out.
const of = (l, service, options, answers) => {
  const s = new service(l, options);
  return s.resolvedOptions().locale === l ? answers(s) : null;
};
for (const l of ask.locales ?? []) {
  const { script } = new Intl.Locale(l).maximize();
  const number = new Map();
  const format = (n, options) => {
    const key = JSON.stringify(options);
    if (!number.has(key)) number.set(key, new Intl.NumberFormat(l, options));
    return number.get(key).format(n);
  };
  const plural = new Map();
  const select = (n) => {
    const options = plain(n);
    const key = options.minimumFractionDigits;
    if (!plural.has(key)) plural.set(key, new Intl.PluralRules(l, options));
    return plural.get(key).select(Number(n));
  };
  const formats = () =>
    ask.styles.map((dateStyle) => new Intl.DateTimeFormat(l, { dateStyle, calendar: "gregory", timeZone: "UTC" }));
  out.locales[l] = {
    script,
    direction: of(l, Intl.NumberFormat, {}, () => new Intl.Locale(l).textInfo.direction),
    dates: of(l, Intl.DateTimeFormat, {}, () => {
      const styles = formats();
      return ask.dates.map((d) => styles.map((f) => f.format(new Date(d + "T00:00:00Z"))));
    }),
    numbers: of(l, Intl.NumberFormat, {}, () => ask.numbers.map((n) => format(n, plain(n)))),
    percents: of(l, Intl.NumberFormat, {}, () => ask.percents.map((n) => format(n / 100, { style: "percent" }))),
    lists: of(l, Intl.ListFormat, {}, (f) => ask.lists.map((items) => f.format(items))),
    plurals: of(l, Intl.PluralRules, {}, () => ask.counts.map(select)),
    categories: of(l, Intl.PluralRules, {}, (f) => f.resolvedOptions().pluralCategories),
    names: of(l, Intl.DisplayNames, { type: "language", fallback: "none" }, (f) =>
      ask.names.map((tag) => f.of(tag === "" ? l : tag) ?? ""),
    ),
    // The names of everything, for languages only: their regional locales differ in a few.
    codes: l.includes("-") ? null : of(l, Intl.DisplayNames, { type: "language", fallback: "none" }, (f) =>
      (ask.codes ?? []).map((code) => f.of(code) ?? ""),
    ),
    regions: l.includes("-") ? null : of(l, Intl.DisplayNames, { type: "region", fallback: "none" }, (f) =>
      (ask.regions ?? []).map((code) => f.of(code) ?? ""),
    ),
  };
}
process.stdout.write(JSON.stringify(out));
