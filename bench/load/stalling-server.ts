/**
 * Answers after a millisecond, except that it stalls for one second in every twenty; keeps its own book of when each
 * request arrived and was answered, by the machine's monotonic clock.
 *
 * `node stalling-server.ts`, over IPC: any message is answered by the finish times in µs, in order of arrival.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const serviceMs = 1;
const [everyMs, stallMs] = [20_000, 1000];
const begun = performance.now();
const finishes: number[] = [];
const nowUs = () => Number(process.hrtime.bigint() / 1000n);

function delayMs(): number {
  const phase = (performance.now() - begun) % everyMs;
  return phase >= everyMs - stallMs ? everyMs - phase + serviceMs : serviceMs;
}

const server = createServer((request, response) => {
  request.resume();
  const number = finishes.push(0) - 1;
  setTimeout(() => {
    response.end("ok");
    finishes[number] = nowUs();
  }, delayMs());
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ finishes }));
process.on("disconnect", () => process.exit(0));
