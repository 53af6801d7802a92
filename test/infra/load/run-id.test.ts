import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { passFile, wantedRunFile } from "../../../infra/home.ts";
import { requestRun, requestedRunId, endPass, newRunId, runIdFor } from "../../../infra/load/run-id.ts";
import { withHome } from "../helpers/home.ts";

const none = (): Promise<boolean> => Promise.resolve(false);
const taken =
  (...runIds: string[]) =>
  (runId: string): Promise<boolean> =>
    Promise.resolve(runIds.includes(runId));

describe("run ids", () => {
  const home = withHome();

  it("a run id consists of the stack and the time", () => {
    const id = newRunId("local", new Date("2026-11-22T07:08:09.123Z"));
    assert.match(id, /^local-20261122T070809Z-[0-9a-f]{6}$/);
  });

  it("the run id is requested by the environment, else by the stack's run file, else not at all", async () => {
    assert.equal(requestedRunId("local", {}), "keep");
    await requestRun("local", "run-1");
    assert.equal(requestedRunId("local", {}), "run-1");
    assert.equal(requestedRunId("other", {}), "keep");
    assert.equal(requestedRunId("local", { STACKMARK_RUN_ID: "run-2" }), "run-2");
  });

  it("the first cell of a pass creates the run id, and later cells use it", async () => {
    const first = await runIdFor("local", "keep", none);
    assert.match(first, /^local-/);
    assert.equal(await runIdFor("local", "keep", none), first);
    assert.notEqual(await runIdFor("other", "keep", none), first);
  });

  it("later cells of the pass use the requested run id without requesting it", async () => {
    assert.equal(await runIdFor("local", "run-1", none), "run-1");
    assert.equal(await runIdFor("local", "keep", none), "run-1");
  });

  it("a new run id is created if the requested run already has the cell, because a complete result is never replaced", async () => {
    const made = await runIdFor("local", "run-1", taken("run-1"));
    assert.notEqual(made, "run-1");
    assert.equal(await runIdFor("local", "run-1", taken("run-1")), made);
  });

  it("a pass ends when a cell of it is deleted, not when a cell of an older run is", async () => {
    const pass = await runIdFor("local", "keep", none);
    await endPass("local", "older");
    assert.equal(await runIdFor("local", "keep", none), pass);
    await endPass("local", pass);
    assert.equal(existsSync(passFile(home.path, "local")), false);
    assert.notEqual(await runIdFor("local", "keep", none), pass);
  });

  it("a requested run id is forgotten when a cell of that run is deleted", async () => {
    const asked = await requestRun("local");
    assert.equal(readFileSync(wantedRunFile(home.path, "local"), "utf8").trim(), asked);
    await endPass("local", asked);
    assert.equal(requestedRunId("local", {}), "keep");
  });

  it("the cells replaced in one pass get one new run, each deleted before it is created again", async () => {
    const old = await runIdFor("local", "keep", none);
    const made: string[] = [];
    for (let cell = 0; cell < 3; cell++) {
      await endPass("local", old);
      made.push(await runIdFor("local", "keep", taken(old)));
    }
    assert.equal(new Set(made).size, 1);
    assert.notEqual(made[0], old);
  });
});
