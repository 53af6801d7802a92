/**
 * Answers after a delay drawn from a known distribution, and keeps its own book of how long each answer really took.
 *
 * `node known-server.ts constant|uniform|exponential`, over IPC: any message is answered by the sorted times in ms, from
 * reading a request to writing its answer.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const draws: Record<string, () => number> = {
  constant: () => 20,
  uniform: () => 5 + Math.random() * 95,
  exponential: () => -20 * Math.log(1 - Math.random()),
};
const draw = draws[process.argv[2] ?? "constant"]!;
const takenMs: number[] = [];

const server = createServer((request, response) => {
  const begun = performance.now();
  request.resume();
  setTimeout(() => {
    response.end("ok");
    takenMs.push(performance.now() - begun);
  }, draw());
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ takenMs: takenMs.toSorted((a, b) => a - b) }));
process.on("disconnect", () => process.exit(0));
