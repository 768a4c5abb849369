// npm: specifiers lead to the stubs; the functions' TypeScript has no annotations, so that it is JavaScript as it stands.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export async function resolve(specifier, context, next) {
  if (specifier.startsWith("npm:")) return { url: new URL("./stubs.mjs", import.meta.url).href, shortCircuit: true };
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  return { format: "module", source: await readFile(fileURLToPath(url)), shortCircuit: true };
}
