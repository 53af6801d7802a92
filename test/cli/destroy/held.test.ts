import assert from "node:assert/strict";
import { heldOf, isBlind, keepHeld, keptHeld } from "../../../cli/destroy/held.ts";
import { scopeOf } from "../../../cli/clouds/scope.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { aCloudPlan } from "../budget/stacks.ts";

const MACHINE = { urn: "u", type: "azure-native:compute:VirtualMachine", id: "/subscriptions/s/resourceGroups/g/x" };
const AT = "2026-11-30T20:00:00.000Z";

describe("the record of what clouds held before a destroy", () => {
  const folder = temporaryFolder();
  let said = "";
  const context = () => ({ home: folder.path, stderr: { write: (text: string) => (said += text) } });
  const heldNow = (resources = [MACHINE], ids: string[] = ["a", "b"]) =>
    heldOf(
      scopeOf("single", aCloudPlan(), resources),
      [{ cloud: "azure", resources: ids.map((id) => ({ cloud: "azure", id, kind: "x", tags: {} })) }],
      resources,
      AT,
    );

  it("is read back as it was written", async () => {
    assert.equal(keptHeld(context(), "single"), undefined);
    await keepHeld(context(), "single", heldNow());
    assert.deepEqual(keptHeld(context(), "single"), heldNow());
    assert.equal(keptHeld(context(), "single")?.scope.subscription, "s");
  });

  it("survives another destroy of a stack that has nothing any more", async () => {
    await keepHeld(context(), "single", heldNow());
    await keepHeld(context(), "single", heldNow([], []));
    assert.deepEqual(keptHeld(context(), "single")?.clouds[0]?.ids, ["a", "b"]);
  });

  it("that cannot be written is said, and stops nothing", async () => {
    said = "";
    await keepHeld({ ...context(), home: "/proc/nowhere" }, "single", heldNow());
    assert.match(said, /^what the clouds hold was not recorded: /);
  });

  it("shows that a cloud was asked in vain only if its state had resources there", () => {
    assert.equal(isBlind(heldNow([MACHINE], []), "azure"), true);
    assert.equal(isBlind(heldNow([], []), "azure"), false);
    assert.equal(isBlind(heldNow(), "azure"), false);
    assert.equal(isBlind(undefined, "azure"), false);
  });
});
