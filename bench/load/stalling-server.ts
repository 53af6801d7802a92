/**
 * Responds after a millisecond, except that it stalls for the last second of every twenty. Records times in µs of the
 * machine's monotonic clock.
 *
 * `node stalling-server.ts`. The path of a request is its number. It replies to any IPC message with the time when it
 * answered each request (`null` if that request never arrived), and its own start time.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SERVICE_US, stalledUs } from "./stalls.ts";

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
  setTimeout(answer, (stalledUs(nowUs() - begunUs) + SERVICE_US) / 1000);
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ finishesUs, begunUs }));
process.on("disconnect", () => process.exit(0));
