/**
 * Responds after a delay drawn from a known distribution, and records how long each response really took.
 *
 * `node known-server.ts constant|uniform|exponential|short`. It replies to any IPC message with the sorted response times in
 * ms since the last one, each from reading the request to writing the response.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const draws: Record<string, () => number> = {
  constant: () => 20,
  uniform: () => 5 + Math.random() * 95,
  exponential: () => -20 * Math.log(1 - Math.random()),
  short: () => 5 + Math.random() * 10,
};
const draw = draws[process.argv[2] ?? "constant"]!;
const responseMs: number[] = [];

const server = createServer((request, response) => {
  const begun = performance.now();
  request.resume();
  setTimeout(() => {
    response.end("ok");
    responseMs.push(performance.now() - begun);
  }, draw());
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ responseMs: responseMs.splice(0).toSorted((a, b) => a - b) }));
process.on("disconnect", () => process.exit(0));
