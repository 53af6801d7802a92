/**
 * Answers after a millisecond, except that it stalls for the last second of every twenty; keeps its own book, in µs of
 * the machine's monotonic clock.
 *
 * `node stalling-server.ts`. Requests carry their number as path. Over IPC any message is answered by when each was
 * answered (`null`: it never came), and by when the server began.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serviceUs, stalledUs } from "./stalls.ts";

const nowUs = () => Number(process.hrtime.bigint() / 1000n);
const begunUs = nowUs();
const finishesUs: (number | null)[] = [];

const server = createServer((request, response) => {
  request.resume();
  const number = Number(request.url!.slice(1));
  while (finishesUs.length <= number) finishesUs.push(null);
  const answer = () => {
    response.end("ok");
    finishesUs[number] = nowUs();
  };
  setTimeout(answer, (stalledUs(nowUs() - begunUs) + serviceUs) / 1000);
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ finishesUs, begunUs }));
process.on("disconnect", () => process.exit(0));
