// The playground's database, in a thread of its own: says what it does, and answers one request after the other.
import { PGlite } from "./pglite/index.js";
import { Playground } from "./playground.mjs";

const say = (said) => postMessage({ said });

async function start() {
  say("fetching the database");
  const response = await fetch(new URL("pglite/database.tar.gz", import.meta.url));
  if (!response.ok) throw new Error(`${response.url} is not there: ${response.status}`);
  return Playground.start(PGlite, await response.blob(), say);
}

const started = start();
started.catch((error) => setTimeout(() => { throw error; })); // to the page's onerror
let turn = Promise.resolve();
onmessage = ({ data: { id, call, given } }) => {
  turn = turn.then(async () => {
    try {
      postMessage({ id, answer: await (await started)[call](...given) });
    } catch (error) {
      postMessage({ id, error: error.message });
    }
  });
};
