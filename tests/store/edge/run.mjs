// Runs an edge function of examples/stores under Node: `node run.mjs examples/stores/apple.ts`. Prints its port.
// The stores' libraries are stubs (stubs.mjs); Deno is the few calls that the functions make. No network, nothing installed.
import { createServer } from "node:http";
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

register("./hooks.mjs", import.meta.url);

globalThis.Deno = {
  env: { toObject: () => ({ ...process.env }) },
  readFile: async () => new Uint8Array(),
  serve(handler) {
    const server = createServer(async (incoming, outgoing) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { method, headers, url } = incoming;
      const body = method === "POST" ? Buffer.concat(chunks) : undefined;
      try {
        const response = await handler(new Request(`http://edge${url}`, { method, headers, body }));
        outgoing.writeHead(response.status).end(await response.text());
      } catch (error) {
        outgoing.writeHead(500).end(String(error?.stack ?? error));
      }
    });
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  },
};

await import(pathToFileURL(resolve(process.argv[2])));
