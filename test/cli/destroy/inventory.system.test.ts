import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../helpers/eventually.ts";
import { stillThere, takeInventory } from "../../../cli/destroy/inventory.ts";

describe("the inventory of a local stack", () => {
  let home: string;
  let child: ChildProcess;
  const node = () => join(home, "local", "nodes", "node-1");

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "inventory-"));
    await mkdir(node(), { recursive: true });
    await mkdir(join(home, "cgroups/local/node-1"), { recursive: true });
    // A process with a child of its own, as a node has replicas.
    child = spawn("sh", ["-c", "sleep 60 & wait"], { stdio: "ignore", detached: true });
    await once(child, "spawn");
    const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
    const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]!;
    const cgroups = [join(home, "cgroups/local/node-1"), join(home, "cgroups/local"), join(home, "cgroups")];
    await writeFile(join(node(), "ready.json"), JSON.stringify({ pid: child.pid, startTicks, cgroups }));
  });
  afterEach(async () => {
    await end();
    await rm(home, { recursive: true, force: true });
  });
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid!, "SIGKILL");
    await once(child, "exit");
  };

  it("the inventory names every process, cgroup and folder that a destroy left behind", async () => {
    let inventory = takeInventory(home, "local");
    await eventually(() => {
      inventory = takeInventory(home, "local");
      return inventory.processes.length === 2;
    }, "the process has its child");
    const left = stillThere(inventory);
    assert.deepEqual(
      left.map((line) => line.split(" ")[0]),
      ["process", "process", "cgroup", "folder"],
    );
    assert.match(left[0]!, new RegExp(`process ${child.pid} of nodes/node-1`));
  });

  it("nothing of an inventory is still there once all of it is gone", async () => {
    const inventory = takeInventory(home, "local");
    await end();
    await rm(node(), { recursive: true });
    await rm(join(home, "cgroups"), { recursive: true });
    // The child of the process has its signal too, but the system ends it later.
    await eventually(() => stillThere(inventory).length === 0, "all of the inventory is gone");
  });

  it("another process with the same pid is not taken for the one in the inventory", () => {
    const inventory = takeInventory(home, "local");
    const reused = { ...inventory.processes[0]!.process, startTicks: "1" };
    const lines = stillThere({ folders: [], cgroups: [], processes: [{ what: "nodes/node-1", process: reused }] });
    assert.deepEqual(lines, []);
  });

  it("the inventory of a stack that was never up is empty", () => {
    assert.deepEqual(takeInventory(home, "other"), { folders: [], processes: [], cgroups: [] });
  });
});
