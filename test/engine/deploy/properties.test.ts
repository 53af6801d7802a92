/** Properties of deployments for random programs, edits and faults, with the real step generator and executor. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { faults, paces, programs } from "./programs.ts";
import { inputFrom, World } from "./world.ts";
import type { Outcome, Program } from "./world.ts";

const RUNS = { numRuns: 200 };

/** The resources of the cloud after an update without faults. */
function expected(program: Program): Record<string, unknown> {
  const byName = new Map(program.map((declared) => [declared.name, declared]));
  return Object.fromEntries(
    program.map((declared) => {
      const { name, inputs, uses } = declared;
      const used = uses.map((other) => [inputFrom(declared, other), byName.get(other)?.inputs.value]);
      return [name, { ...inputs, ...Object.fromEntries(used) }];
    }),
  );
}

const changed = ({ changes }: Outcome): string[] => Object.keys(changes).filter((op) => op !== "same");

/** Programs without `deletedWith`, because the fake cloud does not delete such resources by itself. */
const plain = programs.map((program) => program.map(({ deletedWith: _, ...rest }) => rest));

/** Programs in which no resource must be replaced with another. */
const unbound = plain.map((program) => program.map((one) => ({ ...one, bound: false })));

/** A change behind the engine's back: the index of a resource of the cloud, and whether it is deleted or changed. */
const drift = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());

describe("a deployment", () => {
  it("an update creates what the program declares, whatever existed before", async () => {
    await fc.assert(
      fc.asyncProperty(paces, fc.array(plain, { minLength: 1, maxLength: 3 }), async (pace, history) => {
        const world = new World(pace);
        for (const program of history) {
          assert.equal((await world.up(program)).failed, false);
          assert.deepEqual(world.resources(), expected(program));
        }
      }),
      RUNS,
    );
  });

  it("a second update changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(paces, plain, plain, async (pace, first, second) => {
        const world = new World(pace);
        await world.up(first);
        await world.up(second);
        const calls = world.cloud.log.length;
        assert.deepEqual(changed(await world.up(second)), []);
        assert.equal(world.cloud.log.length, calls);
      }),
      RUNS,
    );
  });

  it("a preview changes and saves nothing, and predicts what the update does", async () => {
    await fc.assert(
      fc.asyncProperty(paces, plain, plain, async (pace, first, second) => {
        const world = new World(pace);
        await world.up(first);
        const [calls, saved] = [world.cloud.log.length, world.saved];
        const preview = await world.up(second, { preview: true });
        assert.equal(world.cloud.log.length, calls);
        assert.equal(world.saved, saved);
        assert.deepEqual(preview.changes, (await world.up(second)).changes);
      }),
      RUNS,
    );
  });

  it("a destroy leaves nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(paces, plain, plain, faults, async (pace, first, second, planned) => {
        const world = new World(pace);
        await world.up(first);
        world.cloud.faults = new Map(planned);
        await world.up(second);
        world.cloud.faults.clear();
        assert.equal((await world.destroy()).failed, false);
        assert.deepEqual(world.resources(), {});
        assert.deepEqual(world.saved.resources, []);
        assert.deepEqual(world.saved.pendingOperations, []);
      }),
      RUNS,
    );
  });

  it("failed operations lose no resource, and an update without failures repairs everything", async () => {
    await fc.assert(
      fc.asyncProperty(
        paces,
        plain,
        plain,
        faults,
        fc.boolean(),
        async (pace, first, second, planned, continueOnError) => {
          const world = new World(pace);
          await world.up(first);
          world.cloud.faults = new Map(planned);
          await world.up(second, { continueOnError });
          world.cloud.faults.clear();
          assert.equal((await world.up(second)).failed, false);
          assert.deepEqual(world.resources(), expected(second));
          assert.deepEqual(world.saved.pendingOperations, []);
        },
      ),
      RUNS,
    );
  });

  it("a refresh that runs the program finds changed and deleted resources, and an update repairs them", async () => {
    await fc.assert(
      fc.asyncProperty(
        paces,
        unbound,
        unbound,
        fc.array(drift),
        fc.boolean(),
        async (pace, first, second, drifts, isUpdate) => {
          const world = new World(pace);
          await world.up(first);
          for (const [index, isDeleted] of drifts) {
            const [id, thing] = [...world.cloud.things][index] ?? [];
            if (id === undefined || thing === undefined) continue;
            if (isDeleted) world.cloud.things.delete(id);
            else world.cloud.things.set(id, { ...thing, inputs: { ...thing.inputs, value: 9 } });
          }
          const refreshes = isUpdate ? "first" : "only";
          const preview = await world.up(second, { refreshes, preview: true });
          const { failed, changes } = await world.up(second, { refreshes });
          assert.deepEqual([failed, changes], [false, preview.changes]);
          if (isUpdate) return assert.deepEqual(world.resources(), expected(second));
          const known = world.saved.resources.filter(({ type }) => !type.startsWith("pulumi:"));
          const things = known.map(({ urn, inputs }) => [urn.split("::").at(-1), inputs] as const);
          assert.deepEqual(Object.fromEntries(things), world.resources());
          assert.equal((await world.up(second)).failed, false);
          assert.deepEqual(world.resources(), expected(second));
        },
      ),
      RUNS,
    );
  });

  it("a resource is created after everything that it needs", async () => {
    await fc.assert(
      fc.asyncProperty(paces, plain, async (pace, program) => {
        const world = new World(pace);
        await world.up(program);
        const at = (name: string) => world.cloud.log.indexOf(`create ${name}`);
        for (const { name, uses, after, parent } of program) {
          for (const needed of [...uses, ...after, ...(parent ? [parent] : [])]) assert.ok(at(needed) < at(name));
        }
      }),
      RUNS,
    );
  });

  it("a resource is deleted before everything that it needs", async () => {
    await fc.assert(
      fc.asyncProperty(paces, plain, async (pace, program) => {
        const world = new World(pace);
        await world.up(program);
        await world.destroy();
        const at = (name: string) => world.cloud.log.indexOf(`delete ${name}`);
        for (const { name, uses, after, parent } of program) {
          for (const needed of [...uses, ...after, ...(parent ? [parent] : [])]) assert.ok(at(name) < at(needed));
        }
      }),
      RUNS,
    );
  });

  it("a replacement deletes the old resource first only with deleteBeforeReplace", async () => {
    await fc.assert(
      fc.asyncProperty(paces, fc.boolean(), plain, async (pace, deleteFirst, others) => {
        const world = new World(pace);
        const replaced = (force: number) => ({
          name: "z",
          inputs: { value: 0, force, deleteFirst },
          uses: [],
          after: [],
        });
        await world.up([...others, replaced(0)]);
        await world.up([...others, replaced(1)]);
        const log = world.cloud.log.filter((entry) => entry.endsWith(" z"));
        assert.deepEqual(log, ["create z", ...(deleteFirst ? ["delete z", "create z"] : ["create z", "delete z"])]);
      }),
      { numRuns: 50 },
    );
  });
});
