import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { Progress } from "../../../loadgen/coordinator/progress.ts";
import { liveProgress } from "../../../loadgen/cli/live.ts";

const recent = { requests: 90, failures: 1, ratePerS: 9, failuresPerS: 0.1, p50Ms: 5, p95Ms: 20, p99Ms: null };
const progress: Progress = {
  ...{ elapsedMs: 10_000, remainingMs: 50_000, users: 7, ...recent },
  endpoints: () => [
    { name: "GET /", ...recent },
    { name: "POST /cart", ...recent, p99Ms: 31.25 },
  ],
};

function shown(
  more: { isTTY?: boolean; columns?: number; rows?: number },
  times: number,
  seen: Partial<Progress> = {},
): string {
  const output = Object.assign(new PassThrough(), more);
  const live = liveProgress(output);
  for (let count = 0; count < times; count += 1) live.show({ ...progress, ...seen });
  live.end();
  return String((output.read() as Buffer | null) ?? "");
}

describe("live progress", () => {
  it("progress on a terminal is a line and a table of endpoints, redrawn in place and erased at the end", () => {
    const text = shown({ isTTY: true, columns: 100, rows: 30 }, 2);
    const frame = text.slice(0, text.indexOf("\r\u001b"));
    assert.deepEqual(frame.split("\n"), [
      "0:10 of 1:00  9 req/s  p50 5 ms  p95 20 ms  1 failed  7 users",
      "",
      "last 10 s   requests     rate  failed   p50    p95      p99",
      "GET /             90  9 req/s  1.11 %  5 ms  20 ms        –",
      "POST /cart        90  9 req/s  1.11 %  5 ms  20 ms  31.3 ms",
      "",
    ]);
    assert.equal(text, `${frame}\r\u001b[5A\u001b[J${frame}\r\u001b[5A\u001b[J`);
  });

  it("progress names no time that is left where iterations end the load", () => {
    const [line] = shown({}, 1, { remainingMs: undefined }).split("\n");
    assert.equal(line, "0:10  9 req/s  p50 5 ms  p95 20 ms  1 failed  7 users");
  });

  it("progress is never wider or longer than the terminal", () => {
    const text = shown({ isTTY: true, columns: 40, rows: 4 }, 1);
    const lines = text.slice(0, text.indexOf("\r\u001b")).split("\n");
    assert.equal(lines.length, 4);
    assert.ok(lines.every((line) => line.length < 40));
  });

  it("progress without a terminal is a plain line every five seconds", () => {
    const text = shown({}, 11);
    assert.equal(text.split("\n").length, 4);
    assert.ok(!text.includes("\u001b"));
  });
});
