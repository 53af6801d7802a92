/** Tests `--continue-on-error` with delete-before-replace: which dependents are deleted, and which are not. */
import assert from "node:assert/strict";
import { inputFrom, World } from "./world.ts";
import type { Declared, Outcome, Program } from "./world.ts";

const plain = (name: string, more: Partial<Declared> = {}): Declared => ({
  ...{ name, inputs: { value: 0, force: 0, deleteFirst: true }, uses: [], after: [] },
  ...more,
});
const replaced = (one: Declared): Declared => ({ ...one, inputs: { ...one.inputs, force: 1 } });

/** "d" and "e" must be replaced with "x", which is deleted before its replacement is created. */
const [x, d, e] = [plain("x"), plain("d", { uses: ["x"], bound: true }), plain("e", { uses: ["x"], bound: true })];
/** Registered one after the other, so that resources after them are registered when the steps of "x" are generated. */
const later: Program = [plain("f"), plain("g", { after: ["f"] }), plain("h", { after: ["g"] })];
/** "d" with the same inputs, but without its dependency on "x". */
const independent = plain("d", { inputs: { ...d.inputs, force_x: 0 }, after: ["h"] });

const opsOf = ({ events }: Outcome, name: string): string[] =>
  events.flatMap((event) => {
    const metadata = "resourcePreEvent" in event ? event.resourcePreEvent.metadata : undefined;
    return metadata?.urn.endsWith(`::${name}`) ? [metadata.op] : [];
  });

async function update(before: Program, after: Program, faults: string[]): Promise<{ world: World; outcome: Outcome }> {
  const world = new World();
  await world.up(before);
  world.cloud.log.length = 0;
  for (const fault of faults) world.cloud.faults.set(fault, "refuse");
  const outcome = await world.up(after, { continueOnError: true });
  assert.equal(outcome.failed, true);
  return { world, outcome };
}

async function assertRepaired(world: World, program: Program): Promise<void> {
  assert.equal((await world.up(program)).failed, false);
  assert.deepEqual(Object.keys(world.resources()).sort(), program.map(({ name }) => name).sort());
}

describe("an update that continues after failures", () => {
  it("a dependent whose delete a failed replacement did not start is kept, and is updated as usual", async () => {
    const after = [replaced(x), ...later, independent, e];
    const { world, outcome } = await update([x, d, e], after, ["delete e"]);
    assert.deepEqual(opsOf(outcome, "d"), ["same"]);
    assert.deepEqual([opsOf(outcome, "x"), opsOf(outcome, "e")], [[], ["delete-replaced"]]);
    assert.deepEqual(Object.keys(world.resources()).sort(), ["d", "e", "f", "g", "h", "x"]);
    await assertRepaired(world, after);
  });

  it("a skipped replacement deletes nothing, and no other step waits for it", async () => {
    const dependent = { ...replaced(x), after: ["failing"] };
    const after = [plain("failing"), dependent, ...later, independent, e];
    const { world, outcome } = await update([x, d, e], after, ["create failing"]);
    assert.deepEqual(opsOf(outcome, "d"), ["same"]);
    assert.deepEqual([...opsOf(outcome, "x"), ...opsOf(outcome, "e")], []);
    assert.deepEqual(
      world.cloud.log.filter((entry) => entry.startsWith("delete")),
      [],
    );
    await assertRepaired(world, after);
  });

  it("deleted dependents are created again with their dependents, unless they depend on the failed resource", async () => {
    const after = [replaced(x), ...later, independent, e, plain("of-d", { uses: ["d"] })];
    const { world, outcome } = await update([x, d, e], after, ["create x"]);
    assert.deepEqual(opsOf(outcome, "d"), ["delete-replaced", "replace", "create-replacement"]);
    assert.deepEqual([opsOf(outcome, "of-d"), opsOf(outcome, "e")], [["create"], ["delete-replaced"]]);
    assert.deepEqual(Object.keys(world.resources()).sort(), ["d", "f", "g", "h", "of-d"]);
    await assertRepaired(world, after);
    assert.equal(world.resources().e?.[inputFrom(e, "x")], 0);
  });
});
