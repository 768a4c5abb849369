// node canonical_json.mjs MODULE: each line of standard input is a JSON string that holds a JSON text; prints a JSON string of its
// canonical text by MODULE (the code in docs/canonical-json.md) and its SHA-256, or of the error's name.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { canonical, canonicalSha256 } = await import(pathToFileURL(process.argv[2]));

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const value = JSON.parse(JSON.parse(line));
  let answer;
  try {
    answer = [canonical(value), canonicalSha256(value)];
  } catch (error) {
    answer = [error.name, null];
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
