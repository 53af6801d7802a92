/** What faults do to the lab, and how they are undone. */
import assert from "node:assert/strict";
import { Random } from "../../../base/random.ts";
import type { InventoryEntry } from "../../../lab/clouds/index.ts";
import type { RunningOperation } from "../../../lab/faults/operation.ts";
import { NOBODY, Scene, type SceneParts } from "../../../lab/faults/scene.ts";
import { STRIKES } from "../../../lab/faults/strikes.ts";
import type { LabMachine } from "../../../lab/protocol/lab.ts";

/** A lab with a machine in each cloud, which notes what is asked of it. */
class FakeLab {
  readonly log: string[] = [];
  machines: Pick<LabMachine, "name" | "state">[] = ["server", "gcp-worker"].map((name) => ({ name, state: "running" }));
  sites = ["azure-westeurope", "gcp"];

  status = () => Promise.resolve({ machines: this.machines });

  setPower = ({ name, isOn }: { name: string; isOn: boolean }): Promise<void> => {
    this.log.push(`${name} ${isOn ? "on" : "off"}`);
    this.machines.find((each) => each.name === name)!.state = isOn ? "running" : "stopped";
    return Promise.resolve();
  };

  setPath = ({ from, to, settings }: { from: string; to: string; settings: { isCut?: boolean } }): Promise<void> => {
    if (!this.sites.includes(from) || !this.sites.includes(to)) return Promise.reject(new Error("no such site"));
    this.log.push(`${from}>${to} ${settings.isCut ? "cut" : "whole"}`);
    return Promise.resolve();
  };

  fillDisk = ({ name, freeMiB }: { name: string; freeMiB: number | null }): Promise<void> => {
    this.log.push(`${name} ${freeMiB === null ? "emptied" : "filled"}`);
    return Promise.resolve();
  };

  inventory = (): Promise<Partial<InventoryEntry>[]> =>
    Promise.resolve([
      { cloud: "azure", id: "network", site: "azure-westeurope" },
      { cloud: "azure", id: "vm", machine: "server" },
      { cloud: "gcp", id: "network", site: "gcp" },
      { cloud: "gcp", id: "vm", machine: "gcp-worker" },
    ]);
}

const ENDED = { hasEnded: true, signal: () => false } as unknown as RunningOperation;
const RUNNING = { hasEnded: false, signal: () => true } as unknown as RunningOperation;

function sceneOf(lab: FakeLab, operation: RunningOperation): Scene {
  const parts = { dir: "/lab", lab, console: lab, namespace: "operator", random: new Random(1, 0), edge: null };
  return new Scene(parts as unknown as SceneParts, operation);
}

describe("a fault", () => {
  it("that comes after the operation's end strikes nothing", async () => {
    for (const fault of ["engine-killed", "interrupted"] as const) {
      assert.equal((await STRIKES[fault](sceneOf(new FakeLab(), ENDED))).what, NOBODY, fault);
      assert.notEqual((await STRIKES[fault](sceneOf(new FakeLab(), RUNNING))).what, NOBODY, fault);
    }
  });

  it("of the power is over at once when the operation has ended, and only once", async () => {
    const lab = new FakeLab();
    const { heal } = await STRIKES["server-power-failure"](sceneOf(lab, RUNNING));
    await Promise.all([heal!(), heal!()]);
    assert.deepEqual(lab.log, ["server off", "server on"]);
  });

  it("of a machine that has gone meanwhile needs no healing", async () => {
    for (const fault of ["worker-power-failure", "disk-full"] as const) {
      const lab = new FakeLab();
      const { heal } = await STRIKES[fault](sceneOf(lab, RUNNING));
      lab.machines = [];
      await heal!();
      assert.equal(lab.log.length, 1, fault);
    }
  });

  it("of the internet cuts both ways, and makes both whole again", async () => {
    const lab = new FakeLab();
    const { heal } = await STRIKES["internet-cut"](sceneOf(lab, RUNNING));
    await heal!();
    const ways = ["azure-westeurope>gcp", "gcp>azure-westeurope"];
    assert.deepEqual(lab.log, [...ways.map((way) => `${way} cut`), ...ways.map((way) => `${way} whole`)]);
  });

  it("of the internet finds nothing to strike where a cloud has no network yet, and leaves nothing cut", async () => {
    const lab = new FakeLab();
    lab.sites = ["gcp"];
    for (const fault of ["internet-cut", "internet-cut-for-a-while"] as const) {
      const { what, heal } = await STRIKES[fault](sceneOf(lab, ENDED));
      assert.equal(what, NOBODY);
      await heal!();
    }
    assert.deepEqual(lab.log, []);
  });
});
