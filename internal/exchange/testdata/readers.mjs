// Reads every .xlf and .po of a folder with the packages that other tools are built on, changes one text, and writes them back.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const js2xliff = require("xliff/js2xliff");
const gettext = require("gettext-parser");
const { Xliff } = require("ilib-xliff");

const dir = process.argv[2];
for (const name of readdirSync(dir)) {
  const file = join(dir, name);
  if (name.endsWith(".xlf")) {
    const units = new Xliff({ version: 2.0 }).deserialize(readFileSync(file, "utf8"));
    writeFileSync(file + ".json", JSON.stringify(units.map(({ file, id, source, target, targetLocale }) => ({ file, id, source, target, targetLocale }))));
    const js = await require("xliff/xliff2js")(readFileSync(file, "utf8"));
    if (!js.sourceLanguage || !js.targetLanguage || !js.resources.index) throw new Error(name + " is not understood");
    const message = js.resources.messages.contact;
    message.target = ["Edited: ", ...message.source.filter((part) => typeof part !== "string")];
    writeFileSync(file + ".back", await js2xliff(js));
  } else if (name.endsWith(".po")) {
    const po = gettext.po.parse(readFileSync(file));
    if (Object.keys(po.translations).length < 50) throw new Error(name + " has too few entries");
    writeFileSync(file + ".back", gettext.po.compile(po));
  }
}
