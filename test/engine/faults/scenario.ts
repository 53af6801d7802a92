/** What one run does, drawn from its seed: two versions of a stack, and what is killed on the way from one to the other. */
import fc from "fast-check";

export interface Thing {
  name: string;
  /** Another one replaces the thing. */
  generator: number;
  /** Another one updates it. */
  value: number;
  deleteFirst: boolean;
  inGroup: boolean;
  needs: string[];
  /** What the provider waits before it does a thing, and after that before it answers. */
  beforeMs: number;
  afterMs: number;
  /** Each create makes another thing, also where one was made before. */
  careless: boolean;
}

export const VICTIMS = ["program", "provider", "engine"] as const;
export const PHASES = ["before", "during", "after"] as const;

export interface Scenario {
  /** Index of the stack that is there at first. */
  template: number;
  after: Thing[];
  operation: "up" | "destroy" | "refresh";
  recovery: "up" | "destroy";
  victim: (typeof VICTIMS)[number];
  phase: (typeof PHASES)[number];
  /** The call that is hit, counted over all processes. */
  call: number;
  /** `during`: from sending to killing. */
  delayMs: number;
}

const NAMES = ["a", "b", "c", "d", "e", "f"];

const thing = (name: string, index: number, careless: boolean): fc.Arbitrary<Thing> =>
  fc.record({
    name: fc.constant(name),
    generator: fc.integer({ min: 1, max: 2 }),
    value: fc.integer({ min: 1, max: 2 }),
    deleteFirst: fc.boolean(),
    inGroup: fc.boolean(),
    needs: fc.subarray(NAMES.slice(0, index), { maxLength: Math.min(2, index) }),
    beforeMs: fc.integer({ min: 0, max: 15 }),
    afterMs: fc.integer({ min: 0, max: 15 }),
    careless: fc.constant(careless),
  });

/** Which group a thing is in is part of its URN: it is fixed by the name, so that two versions speak of the same things. */
const stack = (careless: boolean, minLength: number): fc.Arbitrary<Thing[]> =>
  fc
    .tuple(fc.tuple(...NAMES.map((name, index) => thing(name, index, careless))), fc.subarray(NAMES, { minLength }))
    .map(([things, kept]) =>
      things.filter(({ name }) => kept.includes(name)).map((one) => ({ ...one, inGroup: one.name < "c" })),
    );

const drawn = <T>(arbitrary: fc.Arbitrary<T>, seed: number): T => fc.sample(arbitrary, { seed, numRuns: 1 })[0] as T;

const TEMPLATES = 4;

/** The stacks that runs start from; the first is empty. */
export const templateOf = (index: number): Thing[] =>
  index % TEMPLATES === 0 ? [] : drawn(stack(index >= TEMPLATES, 3), index);

/** Calls of an undisturbed run. */
const callsOf = (operation: Scenario["operation"], before: number, after: number): number =>
  ({ up: 6 + 3 * after, destroy: 1 + before, refresh: 1 + 2 * before })[operation];

export function scenarioOf(seed: number): Scenario {
  const careless = seed % 3 === 0;
  const arbitrary = fc.record({
    template: fc.integer({ min: 0, max: TEMPLATES - 1 }).map((index) => index + (careless ? TEMPLATES : 0)),
    after: stack(careless, 2),
    operation: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Scenario["operation"]>("up") },
      { weight: 2, arbitrary: fc.constant<Scenario["operation"]>("destroy") },
      { weight: 1, arbitrary: fc.constant<Scenario["operation"]>("refresh") },
    ),
    recovery: fc.constantFrom<Scenario["recovery"]>("up", "destroy"),
    victim: fc.constantFrom(...VICTIMS),
    phase: fc.constantFrom(...PHASES),
    // Neither a double nor biased: most would be next to 0, so that it would nearly always be the first call.
    at: fc.noBias(fc.integer({ min: 0, max: 999 })).map((permille) => permille / 1000),
    delayMs: fc.integer({ min: 0, max: 30 }),
  });
  const { at, ...scenario } = drawn(arbitrary, seed);
  const before = templateOf(scenario.template).length;
  const operation = before === 0 ? "up" : scenario.operation;
  // Destroy and refresh run no program.
  const victim = operation === "up" || scenario.victim !== "program" ? scenario.victim : "provider";
  const call = 1 + Math.floor(at * callsOf(operation, before, scenario.after.length));
  return { ...scenario, operation, victim, call };
}
