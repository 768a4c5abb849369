// node pglite.mjs MODULE FILE < dump.sql: runs the dump in a new PGlite and writes its data directory.
import { writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--liftoff-only"); // compiled once and simply: half of what it took was compiling it better for a run of two seconds
const [module, file] = process.argv.slice(2);
const { PGlite } = await import(pathToFileURL(module));
const db = await PGlite.create();
try {
  await db.exec(await text(process.stdin));
  const directory = await db.dumpDataDir("gzip");
  await writeFile(file, Buffer.from(await directory.arrayBuffer()));
} catch (error) {
  console.error([error.message, error.detail, error.where].filter(Boolean).join("\n"));
  process.exitCode = 1;
} finally {
  await db.close(); // otherwise the process stays
}
