import assert from "node:assert/strict";
import { untilDialled } from "../../../../lab/plugins/command/dial-loop.ts";

const refused = (): Promise<never> => Promise.reject(new Error("refused"));

describe("dials of the command plugin", () => {
  let logs: string[];
  let waitsMs: number[];
  const loop = (errorLimit: number, signal = new AbortController().signal) => ({
    ...{ what: "Dial", errorLimit, signal },
    log: (message: string) => logs.push(message),
    sleep: (ms: number, aborted: AbortSignal) => {
      waitsMs.push(ms);
      return aborted.aborted ? Promise.reject(new Error("aborted")) : Promise.resolve();
    },
  });

  beforeEach(() => {
    logs = [];
    waitsMs = [];
  });

  it("a limit of ten allows eleven, and says so after each", async () => {
    await assert.rejects(untilDialled(loop(10), refused), { message: "after 10 failed attempts: refused" });
    assert.equal(logs.length, 10);
    assert.deepEqual(logs.slice(0, 2), ["Dial 1/10 failed: retrying", "Dial 2/10 failed: retrying"]);
  });

  it("the waiting grows by half from 0.1 s, to at most 5 s", async () => {
    await assert.rejects(untilDialled(loop(12), refused));
    assert.deepEqual(
      waitsMs.map((ms) => Math.round(ms)),
      [100, 150, 225, 338, 506, 759, 1139, 1709, 2563, 3844, 5000, 5000],
    );
  });

  it("a limit of zero allows one", async () => {
    await assert.rejects(untilDialled(loop(0), refused), { message: "after 0 failed attempts: refused" });
    assert.deepEqual([logs, waitsMs], [[], []]);
  });

  it("a limit of -1 is none", async () => {
    let dials = 0;
    const done = await untilDialled(loop(-1), () => ((dials += 1) < 200 ? refused() : Promise.resolve("in")));
    assert.equal(done, "in");
    assert.equal(logs.at(-1), "Dial 199/inf failed: retrying");
  });

  it("a cancellation ends the waiting", async () => {
    await assert.rejects(untilDialled(loop(-1, AbortSignal.abort()), refused), { message: "context canceled" });
    assert.equal(waitsMs.length, 1);
  });
});
