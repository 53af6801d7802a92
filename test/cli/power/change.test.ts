import assert from "node:assert/strict";
import type { Context } from "../../../cli/context.ts";
import type { StackEngine } from "../../../cli/engines/engine.ts";
import { changePower } from "../../../cli/power/change.ts";
import { withHome } from "../../infra/helpers/home.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import { aCloudPlan, aCloudState } from "../budget/stacks.ts";
import { buildTagged, TAGS, withServedLab } from "../clouds/served-lab.ts";

describe("pausing and resuming a stack", () => {
  const home = withHome();
  const engine = { resources: () => Promise.resolve(aCloudState(Date.now())) } as unknown as StackEngine;

  it("says what was changed and what was so already", () =>
    withServedLab(home.path, async (lab) => {
      await buildTagged(lab);
      const change = async (power: "stopped" | "running"): Promise<string> => {
        let said = "";
        const output = { write: (text: string) => (said += text) };
        const own = { home: home.path, env: { STACKMARK_LAB: home.path }, stdout: output, stderr: output };
        assert.equal(await changePower(own as unknown as Context, engine, aCloudPlan(), power), 0);
        return said;
      };
      assert.equal(await change("running"), "multicloud: 2 machines already running\n");
      assert.equal(await change("stopped"), "multicloud: 2 machines stopped\n");
      assert.equal(await change("stopped"), "multicloud: 2 machines already stopped\n");
      await lab.delete(gcp.ID.instance);
      await lab.put(gcp.ID.instance, { ...gcp.bodies().instance, labels: TAGS });
      assert.equal(await change("running"), "multicloud: 1 machine started, 1 machine already running\n");
    }));
});
