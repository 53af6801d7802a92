import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destroyAndCheck } from "../../../cli/destroy/index.ts";
import type { Context } from "../../../cli/context.ts";
import type { StackEngine } from "../../../cli/engines/engine.ts";
import { exitCodeOf } from "../../../cli/exit.ts";
import { leftOverMachines } from "../../../cli/destroy/left-over.ts";
import { create, remove } from "../../../infra/k3s/uninstall/lifecycle.ts";

describe("left-over existing machines", () => {
  let home: string;
  let before: string | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "stackmark-left-"));
    before = process.env.STACKMARK_HOME;
    process.env.STACKMARK_HOME = home;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.STACKMARK_HOME;
    else process.env.STACKMARK_HOME = before;
    rmSync(home, { recursive: true });
  });

  /** Deletes the resource of a machine that nobody can log in to, if there is one. */
  const destroyed = async (node: string | null, result = "succeeded") => {
    let said = "";
    const write = (text: string) => (said += text);
    const engine = {
      destroy: async () => {
        if (node) await remove(create({ stack: "edge", node, target: null, connectLimitMs: 1 }).outs);
        return { result, durationMs: 1 };
      },
      resources: () => Promise.resolve([]),
      interruptedCreates: () => Promise.resolve([]),
    } as unknown as StackEngine;
    const context = { root: home, home, env: {}, stdout: { write }, stderr: { write } } as unknown as Context;
    const { codes } = await destroyAndCheck(context, engine, "edge", { signal: new AbortController().signal });
    return { codes, said };
  };

  it("a machine that K3s could not be removed from is named with the command to run there, and destroy exits with 5", async () => {
    const { codes, said } = await destroyed("edge-node");
    assert.deepEqual(codes, [5]);
    assert.match(
      said,
      /edge: left over after destroy:\n {2}K3s on edge-node: .*[^.]\. Run on that machine: sudo .*uninstall/,
    );
    assert.doesNotMatch(said, /nothing left/);
  });

  it("something that is left over decides the exit code, also if the destroy failed", async () => {
    assert.equal(exitCodeOf((await destroyed("edge-node", "failed")).codes), 5);
    assert.equal(exitCodeOf((await destroyed(null, "failed")).codes), 1);
  });

  it("left-over machines are listed in the order in which they were left, the oldest first", async () => {
    for (const node of ["b", "c", "a"]) await destroyed(node);
    const named = leftOverMachines(home, "edge").map((line) => /^K3s on (\w+)/.exec(line)?.[1]);
    assert.deepEqual(named, ["b", "c", "a"]);
  });

  it("a later destroy does not report the machine again", async () => {
    await destroyed("edge-node");
    const { codes, said } = await destroyed(null);
    assert.deepEqual(codes, []);
    assert.match(said, /nothing left/);
    assert.equal(leftOverMachines(home, "edge").length, 1);
  });
});
