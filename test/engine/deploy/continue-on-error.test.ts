/** Going on after failures, where replacements take others along: who is missing then, and who is not. */
import assert from "node:assert/strict";
import { inputFrom, World } from "./world.ts";
import type { Declared, Outcome, Program } from "./world.ts";

const plain = (name: string, more: Partial<Declared> = {}): Declared => ({
  ...{ name, inputs: { value: 0, force: 0, deleteFirst: true }, uses: [], after: [] },
  ...more,
});
const replaced = (one: Declared): Declared => ({ ...one, inputs: { ...one.inputs, force: 1 } });

/** "d" and "e" are replaced with "x", which is deleted before it is made anew. */
const [x, d, e] = [plain("x"), plain("d", { uses: ["x"], bound: true }), plain("e", { uses: ["x"], bound: true })];
/** Registered one after the other: what comes after them is registered when "x" has been decided on. */
const later: Program = [plain("f"), plain("g", { after: ["f"] }), plain("h", { after: ["g"] })];
/** As it was, but of its own accord. */
const loose = plain("d", { inputs: { ...d.inputs, force_x: 0 }, after: ["h"] });

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

async function mends(world: World, program: Program): Promise<void> {
  assert.equal((await world.up(program)).failed, false);
  assert.deepEqual(Object.keys(world.holds()).sort(), program.map(({ name }) => name).sort());
}

describe("an update that goes on after failures", () => {
  it("a dependent that a failed replacement did not reach is not deleted, and is updated as usual", async () => {
    const after = [replaced(x), ...later, loose, e];
    const { world, outcome } = await update([x, d, e], after, ["delete e"]);
    assert.deepEqual(opsOf(outcome, "d"), ["same"]);
    assert.deepEqual([opsOf(outcome, "x"), opsOf(outcome, "e")], [[], ["delete-replaced"]]);
    assert.deepEqual(Object.keys(world.holds()).sort(), ["d", "e", "f", "g", "h", "x"]);
    await mends(world, after);
  });

  it("a skipped replacement deletes nothing, and no other step waits for it", async () => {
    const needy = { ...replaced(x), after: ["failing"] };
    const after = [plain("failing"), needy, ...later, loose, e];
    const { world, outcome } = await update([x, d, e], after, ["create failing"]);
    assert.deepEqual(opsOf(outcome, "d"), ["same"]);
    assert.deepEqual([...opsOf(outcome, "x"), ...opsOf(outcome, "e")], []);
    assert.deepEqual(
      world.cloud.log.filter((entry) => entry.startsWith("delete")),
      [],
    );
    await mends(world, after);
  });

  it("deleted dependents are created again unless they need the failed resource, and so are their dependents", async () => {
    const after = [replaced(x), ...later, loose, e, plain("of-d", { uses: ["d"] })];
    const { world, outcome } = await update([x, d, e], after, ["create x"]);
    assert.deepEqual(opsOf(outcome, "d"), ["delete-replaced", "replace", "create-replacement"]);
    assert.deepEqual([opsOf(outcome, "of-d"), opsOf(outcome, "e")], [["create"], ["delete-replaced"]]);
    assert.deepEqual(Object.keys(world.holds()).sort(), ["d", "f", "g", "h", "of-d"]);
    await mends(world, after);
    assert.equal(world.holds().e?.[inputFrom(e, "x")], 0);
  });
});
