import assert from "node:assert/strict";
import { join } from "node:path";
import { CLOUDS_SOCKET, CloudConsole, serveClouds } from "../../../lab/clouds/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { bodies, build, ID } from "./azure/stack.ts";
import { CloudLab, HOUR_MS } from "./cloud-lab.ts";

describe("the console of the clouds", () => {
  const folder = temporaryFolder();

  async function withConsole(use: (console: CloudConsole, lab: CloudLab) => Promise<void>): Promise<void> {
    const lab = new CloudLab();
    const path = join(folder.path, CLOUDS_SOCKET);
    const server = await serveClouds(path, lab.clouds);
    try {
      await use(new CloudConsole(path), lab);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await lab.close();
    }
  }

  it("shows what the clouds hold and bill, and changes machines behind the program's back", () =>
    withConsole(async (console, lab) => {
      await build(lab);
      const entry = (await console.inventory()).find(({ machine }) => machine === "server");
      assert.deepEqual([entry!.cloud, entry!.id], ["azure", ID.vm]);
      assert.equal((await console.meters()).filter(({ toMs }) => toMs === null).length, 3);
      await console.interfere("server", "deallocate");
      assert.equal(lab.machines.list().get("server"), "stopped");
      assert.equal((await console.meters()).filter(({ toMs }) => toMs === null).length, 2);
    }));

  it("causes faults and takes them back", () =>
    withConsole(async (console, lab) => {
      const fault = { kind: "*", action: "create", status: 500, code: "InternalServerError" };
      await console.fail("azure", fault);
      await assert.rejects(lab.put(ID.group, bodies().group), { code: "InternalServerError" });
      await console.fail("azure", fault);
      await console.clearFaults();
      await lab.put(ID.group, bodies().group);
    }));

  it("puts the clock forward, so that machines shut down as scheduled", () =>
    withConsole(async (console, lab) => {
      await build(lab);
      const { nowMs } = await console.advance(5 * HOUR_MS);
      assert.equal(nowMs, lab.clock.nowMs());
      await lab.advance(0);
      assert.equal(lab.clouds.azure.find(ID.vm)!.facts.power, "deallocated");
    }));

  it("changes settings at once, and refuses what is no setting or out of range", () =>
    withConsole(async (console, lab) => {
      await console.set({ throttledShare: 1 });
      await assert.rejects(lab.put(ID.group, bodies().group), { status: 429 });
      assert.equal((await console.settings()).throttledShare, 1);
      await assert.rejects(console.set({ throttledShare: 2 }), { code: "LAB_MALFORMED_REQUEST" });
      await assert.rejects(console.set({ speed: 2 } as object), { code: "LAB_MALFORMED_REQUEST", message: /speed/ });
      await assert.rejects(console.interfere("nobody", "stop"), /nobody/);
    }));

  it("says that no lab answers where none runs", async () => {
    await assert.rejects(new CloudConsole(join(folder.path, "none.sock")).inventory(), { code: "LAB_NOT_RUNNING" });
  });
});
