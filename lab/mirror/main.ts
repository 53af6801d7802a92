/** `node lab/mirror/main.ts DIR IMAGES ADDRESS PORT`: serves the mirror, and writes what was asked of it to standard output. */
import { exitWith } from "../daemon/lifecycle.ts";
import { serveMirror } from "./server.ts";

const [dir = "", images = "", address = "", port] = process.argv.slice(2);
try {
  const { url } = await serveMirror({ dir, images, address, port: Number(port), log: (line) => console.log(line) });
  console.log(`ready at ${url}`);
} catch (error) {
  exitWith(error);
}
