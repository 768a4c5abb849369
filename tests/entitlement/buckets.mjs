// node buckets.mjs MODULE: each line of standard input is a vector {user_id, salt, variants, variant_salt}; prints [bucket, variant] of it
// by MODULE (the code in docs/cohort-buckets.md).
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { bucket, variant } = await import(pathToFileURL(process.argv[2]));

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const v = JSON.parse(line);
  process.stdout.write(`${JSON.stringify([bucket(v.salt, v.user_id), variant(v.variants, v.variant_salt, v.user_id)])}\n`);
}
