import assert from "node:assert/strict";
import { problemsOf } from "../../helpers/raw-config.ts";

const topology = { nodes: [{ name: "server", cloud: "local", role: "server" }] };

const problems = (load: Record<string, unknown>): string[] => problemsOf({ topology, load });
const ofLevel = (level: Record<string, unknown>, load: Record<string, unknown> = {}): string[] =>
  problems({ levels: [{ name: "one", ...level }], ...load });

describe("checks of levels", () => {
  const right: Record<string, unknown>[] = [
    { users: 10, spawnRatePerS: 5 },
    { users: 10, spawnRatePerS: 5, shape: "ramp" },
    { ratePerS: 50, arrivals: "poisson" },
    { shape: "steps", users: 100, steps: 10, rampS: 60, holdS: 10 },
    { shape: "spike", users: 20, spikeUsers: 100, holdS: 10, durationS: 120 },
    { shape: "soak", users: 20, durationS: 7200 },
    { shape: "stress", spawnRatePerS: 2, objectives: ["failures<5%"], windowS: 5 },
    {
      stages: [
        { overS: 10, users: 50, kind: "warm-up" },
        { overS: 60, users: 50 },
        { overS: 10, users: 0 },
      ],
    },
    { stages: [{ overS: 10, ratePerS: 50 }], arrivals: "poisson", endAtLimit: true, objectives: ["p95<500"] },
  ];
  it("constant, open, shaped and staged levels are accepted", () => {
    for (const level of right) assert.deepEqual(ofLevel(level), [], JSON.stringify(level));
    assert.deepEqual(ofLevel({ shape: "stress" }, { objectives: ["p95<500ms", "failures<5%"] }), []);
  });

  const wrong: [title: string, level: Record<string, unknown>, expected: RegExp[]][] = [
    [
      "a level without users, a rate, a shape or stages lacks users",
      {},
      [/^load\.levels\[0\]\.users: is missing; a level with constant users needs it$/, /spawnRatePerS: is missing/],
    ],
    [
      "keys of other kinds of levels are reported with those that it may have",
      { ratePerS: 50, users: 10 },
      [/^load\.levels\[0\]\.users: is not for a level of the open model, which has ratePerS, durationS, arrivals/],
    ],
    [
      "a spike that is no spike, and does not fit, is reported at both keys",
      { shape: "spike", users: 50, spikeUsers: 20, durationS: 10 },
      [
        /spikeUsers: must be above users, 50, got 20/,
        /durationS: must be above the ramp and the spike, 35 s, got 10 s/,
      ],
    ],
    [
      "more steps than users are reported",
      { shape: "steps", users: 5, steps: 10 },
      [/^load\.levels\[0\]\.steps: must be at most the number of users, 5, got 10$/],
    ],
    [
      "a stress level without an objective that ends it is reported",
      { shape: "stress", objectives: ["rate>100"] },
      [/^load\.levels\[0\]\.objectives = \["rate>100"\]: must have an upper limit of a percentile or of failures/],
    ],
    [
      "a level that is shorter than the time for which its objective must fail is reported",
      { shape: "stress", durationS: 30, objectives: ["p95<500ms"], windowS: 60 },
      [/^load\.levels\[0\]\.windowS = 60: must be at most the 30 s of the level/],
    ],
    [
      "stages of both models are reported",
      { stages: [{ overS: 1, users: 1 }, { overS: 1, ratePerS: 1 }, { overS: 1 }] },
      [/stages\[1\]: must have either users or ratePerS/, /stages\[2\]: must have either/],
    ],
    [
      "stages without a target, or without time, are reported",
      { stages: [{ overS: 0, users: 0 }] },
      [/stages: must have a target above 0/, /stages: must take some time/],
    ],
    [
      "an objective that cannot be read is reported with its place",
      { users: 1, spawnRatePerS: 1, objectives: ["p95<500ms", "fast"] },
      [/^load\.levels\[0\]\.objectives\[1\] = "fast": must be an objective such as p95<500ms/],
    ],
    [
      "an open level that ends during the warm-up is reported",
      { ratePerS: 5, durationS: 20 },
      [/durationS = 20: must be/],
    ],
  ];
  for (const [title, level, expected] of wrong)
    it(title, () => {
      const found = ofLevel(level);
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const [i, pattern] of expected.entries()) assert.match(found[i]!, pattern);
    });
});

describe("checks of a tool", () => {
  it("a tool needs a file, and a file a tool", () => {
    assert.deepEqual(problems({ tool: "k6" }), ["load.file: is missing; load.tool (k6) needs the file that it runs"]);
    assert.deepEqual(problems({ file: "./a.js" }), ["load.tool: is missing; it says which tool runs load.file"]);
    assert.match(problems({ tool: "k7", file: "./a.js" })[0]!, /must be one of k6, locust, jmeter; did you mean k6\?$/);
  });

  it("with a tool, a level has at most users, their spawn rate and a duration", () => {
    const tool = { tool: "locust", file: "./shop.py" };
    assert.deepEqual(problems(tool), []);
    assert.deepEqual(ofLevel({ users: 10, spawnRatePerS: 5, durationS: 10 }, tool), []);
    assert.deepEqual(ofLevel({ durationS: 10 }, tool), []);
    assert.match(ofLevel({ shape: "spike", users: 5 }, tool)[0]!, /shape: is for loads of Stackmark's own generator/);
    assert.match(ofLevel({ spawnRatePerS: 5 }, tool)[0]!, /users: is missing; spawnRatePerS needs it/);
  });

  it("the metrics of a load are exported without secrets in the stack file, and not those of a tool", () => {
    const receiver = { remoteWrite: "http://prometheus/api/v1/write" };
    assert.deepEqual(problems({ tool: "k6", file: "./a.js", export: receiver }), [
      "load.export: is for loads of Stackmark's own generator; k6 has exports of its own",
    ]);
    assert.deepEqual(problems({ export: receiver }), []);
    const [secret] = problems({ export: { remoteWrite: "http://me:secret@prometheus/write" } });
    assert.match(secret!, /^load.export.remoteWrite: has a user or password/);
    assert.doesNotMatch(secret!, /secret/);
  });
});
