/**
 * `node lab/mirror/main.ts DIR IMAGES ADDRESS PORT`: serves the mirror, and names at the port of DNS; writes what was asked
 * of the mirror to standard output.
 */
import { exitWith } from "../daemon/lifecycle.ts";
import { serveNames } from "./dns.ts";
import { serveMirror } from "./server.ts";

const [dir = "", images = "", address = "", port] = process.argv.slice(2);
const DNS_PORT = 53;

try {
  await serveNames(address, DNS_PORT);
  const { url } = await serveMirror({ dir, images, address, port: Number(port), log: (line) => console.log(line) });
  console.log(`ready at ${url}`);
} catch (error) {
  exitWith(error);
}
