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

  it("are named after the stack and the time", () => {
    const id = newRunId("local", new Date("2026-11-22T07:08:09.123Z"));
    assert.match(id, /^local-20261122T070809Z-[0-9a-f]{6}$/);
  });

  it("are asked for by the environment, else by the stack's run file, else not at all", async () => {
    assert.equal(requestedRunId("local", {}), "keep");
    await requestRun("local", "run-1");
    assert.equal(requestedRunId("local", {}), "run-1");
    assert.equal(requestedRunId("other", {}), "keep");
    assert.equal(requestedRunId("local", { STACKMARK_RUN_ID: "run-2" }), "run-2");
  });

  it("are made by the first cell of a pass, and taken by those after it", async () => {
    const first = await runIdFor("local", "keep", none);
    assert.match(first, /^local-/);
    assert.equal(await runIdFor("local", "keep", none), first);
    assert.notEqual(await runIdFor("other", "keep", none), first);
  });

  it("are what was asked for, also for later cells that ask for none", async () => {
    assert.equal(await runIdFor("local", "run-1", none), "run-1");
    assert.equal(await runIdFor("local", "keep", none), "run-1");
  });

  it("are new where the asked run already has the cell: a complete result is never replaced", async () => {
    const made = await runIdFor("local", "run-1", taken("run-1"));
    assert.notEqual(made, "run-1");
    assert.equal(await runIdFor("local", "run-1", taken("run-1")), made);
  });

  it("end with the deletion of a cell of the pass, and not with that of an older one", async () => {
    const pass = await runIdFor("local", "keep", none);
    await endPass("local", "older");
    assert.equal(await runIdFor("local", "keep", none), pass);
    await endPass("local", pass);
    assert.equal(existsSync(passFile(home.path, "local")), false);
    assert.notEqual(await runIdFor("local", "keep", none), pass);
  });

  it("stop being asked for once a cell of that run is deleted", async () => {
    const asked = await requestRun("local");
    assert.equal(readFileSync(wantedRunFile(home.path, "local"), "utf8").trim(), asked);
    await endPass("local", asked);
    assert.equal(requestedRunId("local", {}), "keep");
  });

  it("join the replaced cells of one pass in one new run, each deleted before it is made anew", async () => {
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
