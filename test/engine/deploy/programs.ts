/** Arbitraries of small programs, paces of the fake cloud, and faults. */
import fc from "fast-check";
import type { Fault } from "./fake-cloud.ts";
import type { Declared, Program } from "./world.ts";

const NAMES = ["a", "b", "c", "d", "e", "f"];

/** A resource refers to earlier ones only, so that every program is acyclic. */
const declared = (index: number): fc.Arbitrary<Declared> => {
  const earlier = NAMES.slice(0, index);
  const some = fc.subarray(earlier, { maxLength: Math.min(2, earlier.length) });
  const one =
    earlier.length === 0 ? fc.constant(undefined) : fc.option(fc.constantFrom(...earlier), { nil: undefined, freq: 4 });
  return fc
    .record({
      value: fc.integer({ min: 0, max: 2 }),
      force: fc.integer({ min: 0, max: 1 }),
      deleteFirst: fc.boolean(),
      bound: fc.boolean(),
      uses: some,
      after: some,
      parent: one,
      deletedWith: one,
    })
    .map(({ value, force, deleteFirst, bound, uses, after, parent, deletedWith }) => ({
      name: NAMES[index] as string,
      inputs: { value, force, deleteFirst },
      uses,
      after,
      bound,
      ...(parent ? { parent } : {}),
      ...(deletedWith ? { deletedWith } : {}),
    }));
};

/** A subset of six resources, without references to missing ones. */
export const programs: fc.Arbitrary<Program> = fc
  .tuple(fc.tuple(...NAMES.map((_, index) => declared(index))), fc.subarray(NAMES))
  .map(([all, kept]) => {
    const existing = (names: string[]) => names.filter((name) => kept.includes(name));
    return all
      .filter(({ name }) => kept.includes(name))
      .map(({ parent, deletedWith, ...rest }) => ({
        ...rest,
        uses: existing(rest.uses),
        after: existing(rest.after),
        ...(parent && kept.includes(parent) ? { parent } : {}),
        ...(deletedWith && kept.includes(deletedWith) ? { deletedWith } : {}),
      }));
  });

export const paces = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 7 });

export const faults: fc.Arbitrary<Map<string, Fault>> = fc
  .array(
    fc.tuple(
      fc.constantFrom("create", "update", "delete"),
      fc.constantFrom(...NAMES),
      fc.constantFrom<Fault>("refuse", "partial"),
    ),
    { maxLength: 4 },
  )
  .map((list) => new Map(list.map(([method, name, fault]) => [`${method} ${name}`, fault])));
