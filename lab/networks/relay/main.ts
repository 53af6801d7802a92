/**
 * The relay's process: `node main.ts`. It reads requests as lines of JSON from its standard input, writes each answer as a
 * line, and ends with its input.
 */
import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";
import { Scheduler } from "../../wan/scheduler.ts";
import { RELAY_PORT, type RelayRequest } from "./protocol.ts";
import { Relay } from "./relay.ts";

const BUFFER_BYTES = 4 * 1024 * 1024;

const socket = createSocket("udp4");
/** By the address of its router's end of the tunnel. */
let siteOf = new Map<string, string>();
let routerOf = new Map<string, string>();

const relay = new Relay(new Scheduler(), (site, packet) => {
  const router = routerOf.get(site);
  if (router !== undefined) socket.send(packet, RELAY_PORT, router, () => undefined);
});

socket.on("message", (packet, { address }) => {
  const site = siteOf.get(address);
  if (site !== undefined) relay.receive(site, packet);
});
// The kernel may limit the size.
socket.on("error", (error) => process.stderr.write(`${error.message}\n`));

function handle(request: RelayRequest): unknown {
  if (request.kind === "counts") return relay.counts();
  routerOf = new Map(Object.entries(request.routers));
  siteOf = new Map([...routerOf].map(([site, address]) => [address, site]));
  relay.configure(request.settings);
  return null;
}

await new Promise<void>((resolve) => socket.bind(RELAY_PORT, resolve));
socket.setRecvBufferSize(BUFFER_BYTES);
process.stdout.write("null\n");
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(`${JSON.stringify(handle(JSON.parse(line) as RelayRequest))}\n`));
lines.on("close", () => process.exit(0));
