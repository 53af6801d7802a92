import assert from "node:assert/strict";
import { Histogram } from "../../../loadgen/histogram/index.ts";
import { exportTarget, remoteWrite, type Push, type Series } from "../../../loadgen/report/remote-write.ts";
import type { MergedSecond } from "../../../loadgen/coordinator/seconds.ts";

const startedAt = new Date("2026-05-01T12:00:00Z");
const target = { url: "http://prometheus/api/v1/write", labels: { "git-commit": "4f2a91c" } };

/** A second in which `users` were on stage, and nothing ended. */
const second = (i: number, users = i): MergedSecond => ({
  startedAt,
  second: { atMs: i * 1000, users, inFlight: 0 } as MergedSecond["second"],
  histogram: new Histogram(),
  measured: { counts: [], histograms: [], arrivals: [] } as unknown as MergedSecond["measured"],
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Sends `count` seconds to a receiver whose answers are scripted: a status, or an error. */
async function exported(count: number, answer: (request: number) => number | Error) {
  const requests: Series[] = [];
  const push: Push = (series) => {
    requests.push(series);
    const now = answer(requests.length);
    return now instanceof Error ? Promise.reject(now) : Promise.resolve({ status: now, why: "out of order" });
  };
  const output = remoteWrite(target, push);
  for (let i = 1; i <= count; i++) {
    output.second(second(i));
    await turn();
  }
  const lines = await output.finish({} as never);
  const users = requests.map((series) => series.find(({ labels }) => labels.__name__ === "stackmark_load_users")!);
  return { requests, lines, users };
}

describe("remoteWrite", () => {
  it("every second is written once, in batches of five, with the time of day", async () => {
    const { users, lines } = await exported(12, () => 204);
    assert.deepEqual(lines, []);
    assert.deepEqual(
      users.flatMap(({ samples }) => samples),
      Array.from({ length: 12 }, (_, i) => ({ value: i + 1, timestamp: startedAt.getTime() + (i + 1) * 1000 })),
    );
    assert.deepEqual(
      users.map(({ samples }) => samples.length),
      [5, 5, 2],
    );
  });

  it("series have the labels of the load in order, with names that Prometheus takes", async () => {
    const { users } = await exported(5, () => 200);
    assert.deepEqual(Object.entries(users[0]!.labels), [
      ["__name__", "stackmark_load_users"],
      ["git_commit", "4f2a91c"],
      ["job", "stackmark"],
    ]);
  });

  it("what a receiver could not take for a while is written later", async () => {
    const { users, lines } = await exported(10, (request) => (request === 1 ? new Error("refused") : 204));
    assert.deepEqual(lines, []);
    assert.equal(new Set(users.slice(1).flatMap(({ samples }) => samples.map(({ value }) => value))).size, 10);
  });

  it("a receiver that never answers costs nothing but seconds, which are counted and said at the end", async () => {
    const cause = new Error("connect ECONNREFUSED");
    const { lines, requests } = await exported(300, () => new TypeError("fetch failed", { cause }));
    assert.deepEqual(lines, [
      "export: 300 of 300 seconds were not written to http://prometheus/api/v1/write: connect ECONNREFUSED",
    ]);
    assert.ok(requests.length <= 300 / 5 + 1);
    assert.ok(requests.every((series) => series.every(({ samples }) => samples.length <= 5)));
  });

  it("samples that the receiver refuses are not sent again", async () => {
    const { lines, users } = await exported(10, (request) => (request === 1 ? 400 : 204));
    assert.deepEqual(lines, [
      "export: 5 of 10 seconds were not written to http://prometheus/api/v1/write: HTTP 400: out of order",
    ]);
    assert.deepEqual(users[1]!.samples[0]!.value, 6);
  });
});

describe("exportTarget", () => {
  it("user information of the URL becomes the authorization, and leaves the URL", () => {
    assert.deepEqual(exportTarget("http://me:secret@prometheus/write", {}), {
      url: "http://prometheus/write",
      labels: {},
      authorization: "Basic bWU6c2VjcmV0",
    });
  });
});
