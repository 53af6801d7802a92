/**
 * The scenario of a run, drawn from its seed: two versions of a stack, and what is killed in the change from one to the
 * other.
 */
import fc from "fast-check";

export interface Thing {
  name: string;
  /** A change replaces the thing. */
  generator: number;
  /** A change updates the thing. */
  value: number;
  deleteFirst: boolean;
  inGroup: boolean;
  needs: string[];
  /** How long the provider waits before a call takes effect. */
  beforeMs: number;
  /** How long the provider waits before it responds. */
  afterMs: number;
  /** Each create makes a new thing, even if an interrupted create has made one already. */
  careless: boolean;
}

export const VICTIMS = ["program", "provider", "engine"] as const;
export const PHASES = ["before", "during", "after"] as const;

export interface Scenario {
  /** Index of the stack that is deployed first. */
  template: number;
  after: Thing[];
  operation: "up" | "destroy" | "refresh";
  recovery: "up" | "destroy";
  victim: (typeof VICTIMS)[number];
  phase: (typeof PHASES)[number];
  /** Number of the call at which the victim is killed, counted over all processes. */
  call: number;
  /** For `during`: time from sending the call to the kill. */
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

/** The group of a thing depends on its name only, because it is part of the URN: both versions have the same things. */
const stack = (careless: boolean, minLength: number): fc.Arbitrary<Thing[]> =>
  fc
    .tuple(fc.tuple(...NAMES.map((name, index) => thing(name, index, careless))), fc.subarray(NAMES, { minLength }))
    .map(([things, kept]) =>
      things.filter(({ name }) => kept.includes(name)).map((one) => ({ ...one, inGroup: one.name < "c" })),
    );

const drawn = <T>(arbitrary: fc.Arbitrary<T>, seed: number): T => fc.sample(arbitrary, { seed, numRuns: 1 })[0] as T;

const TEMPLATES = 4;

/** The things of a stack that runs start from. The first stack is empty. */
export const templateOf = (index: number): Thing[] =>
  index % TEMPLATES === 0 ? [] : drawn(stack(index >= TEMPLATES, 3), index);

/** Approximate number of calls in a run without faults. */
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
    // Unbiased integers: most doubles and biased integers are close to 0, so they would mostly hit the first call.
    at: fc.noBias(fc.integer({ min: 0, max: 999 })).map((permille) => permille / 1000),
    delayMs: fc.integer({ min: 0, max: 30 }),
  });
  const { at, ...scenario } = drawn(arbitrary, seed);
  const before = templateOf(scenario.template).length;
  const operation = before === 0 ? "up" : scenario.operation;
  // Destroy and refresh do not run the program.
  const victim = operation === "up" || scenario.victim !== "program" ? scenario.victim : "provider";
  const call = 1 + Math.floor(at * callsOf(operation, before, scenario.after.length));
  return { ...scenario, operation, victim, call };
}
