import assert from "node:assert/strict";
import { parseSpec, type ParsedSpec } from "@stackmark/loadgen";
import { plannedMs } from "../../../infra/load/cell.ts";
import { rehearsalOf, specOf } from "../../../infra/load/spec.ts";
import { aPlan } from "../helpers/builders.ts";

const cell = (level: string, repeat = 1) => ({ cell: `load-${level}-${repeat}`, level, repeat, order: 0 });
const DIGEST = "d".repeat(64);

/** The specification of the only level, as the load generator takes it. */
function parsed(level: Record<string, unknown>, load: Record<string, unknown> = {}): ParsedSpec {
  const plan = aPlan({ load: { levels: [{ name: "one", ...level }], ...load } });
  return parseSpec({ ...specOf(plan, cell("one")), target: "http://127.0.0.1:1" });
}

describe("specOf", () => {
  const plan = aPlan({ load: { thinkTimeFactor: 0.1, repeats: 2 } });

  it("the specification of a cell is valid for the load generator", () => {
    for (const level of ["low", "medium", "high"])
      assert.equal(parseSpec({ ...specOf(plan, cell(level)), target: "http://127.0.0.1:1" }).thinkTimeScale, 0.1);
  });

  it("the specification of a cell has the level's users and the default durations", () => {
    const { users, spawnRatePerS, durationMs, warmUpMs } = specOf(plan, cell("high"));
    assert.deepEqual([users, spawnRatePerS, durationMs, warmUpMs], [200, 10, 180_000, 20_000]);
  });

  it("the seed of a cell is the same in two stacks, and differs between levels and repeats", () => {
    const seeds = [cell("low"), cell("low", 2), cell("high")].map((each) => specOf(plan, each).seed);
    assert.equal(new Set(seeds).size, 3);
    assert.equal(specOf(aPlan({ workload: { port: 8080 } }), cell("low")).seed, seeds[0]);
  });

  it("a level with a rate is an open load, whose warm-up is not measured", () => {
    const spec = parsed({ ratePerS: 50, arrivals: "poisson", durationS: 60 });
    assert.ok(spec.model === "open");
    assert.deepEqual([spec.ratePerS, spec.arrivals, spec.durationMs, spec.warmUpMs], [50, "poisson", 60_000, 20_000]);
  });

  it("a shape is the stages that `stackmark load` makes of it, with the same defaults", () => {
    const spike = parsed({ shape: "spike", users: 20 });
    assert.deepEqual([spike.stages?.length, spike.durationMs, spike.stages?.[3]?.kind], [6, 180_000, "spike"]);
    const steps = parsed({ shape: "steps", users: 100, steps: 4, rampS: 8, holdS: 3 });
    assert.deepEqual([steps.stages?.length, steps.durationMs], [8, 11_000]);
    const soak = parsed({ shape: "soak", users: 20 });
    assert.deepEqual([soak.stages, soak.durationMs], [null, 3600_000]);
  });

  it("a stress level ends with its objectives, and its limit is its result", () => {
    const objectives = ["p95<500ms", "failures<5%"];
    const spec = parsed({ shape: "stress", spawnRatePerS: 2, durationS: 60, windowS: 4 }, { objectives });
    assert.deepEqual([spec.findLimit, spec.maxErrorRate], [true, { share: 0.05, windowMs: 4000 }]);
    assert.deepEqual(spec.maxLatency, [{ quantile: 0.95, limitMs: 500, windowMs: 4000 }]);
    const constant = parsed({ users: 10, spawnRatePerS: 5 }, { objectives });
    assert.deepEqual([constant.findLimit, constant.maxErrorRate], [undefined, undefined]);
  });

  it("stages of users or arrivals are sent as they are", () => {
    const users = parsed({
      stages: [
        { overS: 2, users: 10, kind: "warm-up" },
        { overS: 5, users: 10 },
      ],
    });
    assert.deepEqual([users.model, users.durationMs, users.stages?.[0]?.kind], ["closed", 7000, "warm-up"]);
    const rates = parsed({
      stages: [
        { overS: 2, ratePerS: 10 },
        { overS: 5, ratePerS: 0, name: "down" },
      ],
    });
    assert.deepEqual([rates.model, rates.stages?.[1]?.name], ["open", "down"]);
    const spec = specOf(
      aPlan({ load: { levels: [{ name: "one", stages: [{ overS: 2.5, users: 1 }] }] } }),
      cell("one"),
    );
    assert.equal(plannedMs(spec), 2500);
  });

  it("a module of the user's own is named as configured, with its digest and its options", () => {
    const own = aPlan({ load: { scenario: "./checkout.ts", scenarioOptions: { items: 3 } } });
    const spec = specOf(own, cell("low"), DIGEST);
    assert.deepEqual(
      [spec["scenario"], spec["scenarioDigest"], spec["scenarioOptions"]],
      [...["./checkout.ts", DIGEST, { items: 3 }]],
    );
    assert.ok(parseSpec({ ...spec, target: "http://127.0.0.1:1" }));
    assert.ok(!("scenarioDigest" in specOf(plan, cell("low"))) && !("scenarioOptions" in specOf(plan, cell("low"))));
  });

  it("a pair of regions is measured from the generators of its pool", () => {
    const between = aPlan({
      topology: {
        nodes: [
          { name: "server", cloud: "azure", role: "server" },
          { name: "worker", cloud: "gcp" },
        ],
        gcp: { project: "my-project" },
      },
      workload: { name: "echo" },
      access: { adminCidrs: ["192.0.2.1/32"] },
      load: {
        from: "generators",
        generators: [
          { name: "west", cloud: "azure", count: 2 },
          { name: "us", cloud: "gcp", region: "us-east1" },
        ],
        levels: [{ name: "one", users: 5, spawnRatePerS: 5 }],
        regions: { pools: ["westeurope", "us-east1"], targets: [{ region: "europe-west1" }, { region: "westeurope" }] },
      },
    });
    assert.deepEqual(
      between.load.levels.map(({ name }) => [name, specOf(between, cell(name))["vantage"]]),
      ["westeurope", "us-east1"].flatMap((from) =>
        ["europe-west1", "westeurope"].map((to) => [
          `one-${from}-${to}`,
          {
            kind: "vm",
            where:
              from === "westeurope"
                ? "generators west-1 (westeurope), west-2 (westeurope)"
                : "generators us (us-east1-b)",
          },
        ]),
      ),
    );
  });

  it("a tool gets its file and the level's users, if it has any", () => {
    const tool = aPlan({ load: { tool: "k6", file: "./checkout.js", levels: [{ name: "one", users: 5 }] } });
    const { tool: name, file, codeDigest, users, durationMs } = specOf(tool, cell("one"), DIGEST);
    assert.deepEqual([name, file, codeDigest, users, durationMs], ["k6", "./checkout.js", DIGEST, 5, 180_000]);
    const script = aPlan({ load: { tool: "k6", file: "./checkout.js" } });
    assert.deepEqual(
      script.load.cells.map((each) => each.cell),
      ["load-script-1"],
    );
    assert.deepEqual([specOf(script, cell("script"), DIGEST).users, rehearsalOf(script, DIGEST)], [null, null]);
  });

  it("a tool between regions has the objectives of each pair", () => {
    const plan = aPlan({
      topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
      workload: { name: "echo" },
      access: { adminCidrs: ["192.0.2.1/32"] },
      load: {
        ...{ from: "cluster", tool: "k6", file: "./checkout.js" },
        regions: {
          ...{ pools: ["westeurope"], targets: [{ region: "westeurope" }, { region: "us-east1", stack: "us" }] },
          ...{ objectives: ["p95<50ms"], crossObjectives: ["p95<200ms"] },
        },
      },
    });
    assert.deepEqual(
      plan.load.levels.map(({ name }) => [name, specOf(plan, cell(name), DIGEST)["objectives"]]),
      [
        ["script-westeurope-westeurope", ["p95<50ms"]],
        ["script-westeurope-us-east1", ["p95<200ms"]],
      ],
    );
  });
});

describe("rehearsalOf", () => {
  const rehearsed = (...levels: Record<string, unknown>[]) =>
    parseSpec({
      ...rehearsalOf(aPlan({ load: { levels, rehearsalS: 30, objectives: ["failures<5%"] } })),
      target: "http://127.0.0.1:1",
    });

  it("a constant level is rehearsed, even if others change or are higher", () => {
    const spec = rehearsed({ name: "stress", shape: "stress" }, { name: "low", users: 10, spawnRatePerS: 5 });
    assert.ok(spec.model === "closed" && spec.users === 10 && spec.durationMs === 32_000);
  });

  it("of loads that change, the users at the start are rehearsed, and nothing ends the rehearsal", () => {
    const spike = rehearsed({ name: "spike", shape: "spike", users: 20 });
    assert.ok(spike.model === "closed" && spike.users === 20);
    const stress = rehearsed({ name: "stress", shape: "stress", spawnRatePerS: 2 });
    assert.ok(stress.model === "closed" && stress.users === 20);
    assert.deepEqual([stress.findLimit, stress.maxErrorRate, stress.stages], [undefined, undefined, null]);
  });

  it("an open level is rehearsed at its rate", () => {
    const spec = rehearsed({ name: "open", ratePerS: 40 });
    assert.ok(spec.model === "open" && spec.ratePerS === 40 && spec.durationMs === 30_000);
  });
});
