// Runs html-validate over the files named on the command line and prints its report as JSON. (The package's own
// command needs Node 22.) The rules are those of .htmlvalidate.json.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../package.json", import.meta.url));
const { HtmlValidate } = require("html-validate");
const rules = JSON.parse(readFileSync(new URL("../.htmlvalidate.json", import.meta.url), "utf8"));
const judge = new HtmlValidate(rules);
const results = [];
for (const file of process.argv.slice(2)) {
  const report = await judge.validateString(readFileSync(file, "utf8"), file);
  results.push(...report.results);
}
console.log(JSON.stringify(results));
