// Reads every .xlf of a folder with the package xliff and writes it back. Arguments: the version of XLIFF, 1.2 or 2.0; the folder.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);

const [version, dir] = process.argv.slice(2);
const [read, write] = version === "1.2" ? ["xliff12ToJs", "jsToXliff12"] : ["xliff2js", "js2xliff"];
for (const name of readdirSync(dir)) {
  const file = join(dir, name);
  writeFileSync(file, await require("xliff/" + write)(await require("xliff/" + read)(readFileSync(file, "utf8"))));
}
