import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "../../../infra/config/parse.ts";
import { rawConfig } from "../helpers/raw-config.ts";

interface Config {
  topology: { nodes: Record<string, unknown>[]; links: Record<string, unknown>[] };
  workload: { services: Record<string, Record<string, unknown>> } & Record<string, unknown>;
  load: { levels: Record<string, unknown>[] } & Record<string, unknown>;
  observability: Record<string, unknown>;
  [more: string]: unknown;
}

const rightOne = (): Config => ({
  topology: {
    nodes: [
      { name: "server", cloud: "local", role: "server" },
      { name: "edge", cloud: "local", labels: { zone: "b" } },
    ],
    links: [{ between: ["server", "edge"], oneWayDelayMs: 30, jitterMs: 2 }],
  },
  workload: { services: { cart: { replicas: 2 } } },
  load: { warmUpS: 1, levels: [{ name: "low", users: 10, spawnRatePerS: 20, durationS: 10 }] },
  observability: {},
});

/** Each breaks the configuration in one place, and names that place. None undoes another. */
const faults: { path: string; put: (config: Config) => unknown }[] = [
  { path: "topolgy", put: (c) => (c.topolgy = {}) },
  { path: "topology.nodes[0].size", put: (c) => (c.topology.nodes[0]!.size = "huge") },
  { path: "topology.nodes[0].sise", put: (c) => (c.topology.nodes[0]!.sise = "local-s") },
  { path: "topology.nodes[1].cloud", put: (c) => (c.topology.nodes[1]!.cloud = "azur") },
  { path: "topology.nodes[1].labels.zone", put: (c) => (c.topology.nodes[1]!.labels = { zone: 3 }) },
  { path: "topology.nodes[2].name", put: (c) => c.topology.nodes.push({ name: "edge", cloud: "local" }) },
  { path: "topology.links[0].bandwidthMbitPerS", put: (c) => (c.topology.links[0]!.bandwidthMbitPerS = 0) },
  { path: "topology.links[0].jitterMs", put: (c) => (c.topology.links[0]!.jitterMs = 31) },
  {
    path: "topology.links[1].between",
    put: (c) => c.topology.links.push({ between: ["edge", "edge"], oneWayDelayMs: 1 }),
  },
  { path: "workload.name", put: (c) => (c.workload.name = "shop") },
  { path: "workload.port", put: (c) => (c.workload.port = 65_536) },
  { path: "workload.nodeSelector", put: (c) => (c.workload.nodeSelector = { zone: "nowhere" }) },
  { path: "workload.services.cart.replicas", put: (c) => (c.workload.services.cart!.replicas = "two") },
  { path: "workload.services.crt", put: (c) => (c.workload.services.crt = {}) },
  { path: "workload.services.ad.nodeSelector", put: (c) => (c.workload.services.ad = { nodeSelector: { zone: "c" } }) },
  { path: "load.repeats", put: (c) => (c.load.repeats = 0.5) },
  { path: "load.thinkTimeFactor", put: (c) => (c.load.thinkTimeFactor = -1) },
  { path: "load.levls", put: (c) => (c.load.levls = []) },
  { path: "load.levels[0].users", put: (c) => (c.load.levels[0]!.users = "ten") },
  { path: "load.levels[0].durationS", put: (c) => (c.load.levels[0]!.durationS = 0.5) },
  { path: "load.scenario", put: (c) => (c.load.scenario = "botique") },
  { path: "observability.scrapeIntervalS", put: (c) => (c.observability.scrapeIntervalS = null) },
];

const problemPaths = (config: Config): string[] => parse(rawConfig(config), []).problems.map(({ path }) => path);

describe("a malformed configuration", () => {
  it("the configuration that the tests break has no problems itself", () => {
    assert.deepEqual(problemPaths(rightOne()), []);
  });

  it("all problems of a malformed configuration are reported at once with their paths", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(faults, { minLength: 1 }), (chosen) => {
        const config = rightOne();
        for (const fault of chosen) fault.put(config);
        const found = problemPaths(config);
        for (const { path } of chosen) assert.ok(found.includes(path), `${path} is not among ${found.join(", ")}`);
      }),
      { numRuns: 400 },
    );
  });

  it("no problem is reported for valid parts of a malformed configuration", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(faults, { minLength: 1, maxLength: 3 }), (chosen) => {
        const config = rightOne();
        for (const fault of chosen) fault.put(config);
        const places = chosen.map(({ path }) => path);
        for (const path of problemPaths(config))
          assert.ok(places.includes(path) || path === "load.levels[0].durationS", `${path} was not broken`);
      }),
      { numRuns: 200 },
    );
  });

  it("an arbitrary JSON value as topology is rejected", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { config, problems } = parse({ "stackmark:topology": JSON.stringify(value) }, []);
        assert.equal(config, null);
        assert.ok(problems.length > 0);
      }),
    );
  });

  it("any JSON value at any path causes problems and no exception", () => {
    const places = fc.constantFrom(
      ...[
        "topology",
        "nodes",
        "0",
        "cloud",
        "name",
        "role",
        "size",
        "labels",
        "services",
        "frontend",
        "levels",
        "access",
      ],
    );
    const clouds = fc.constantFrom("azure", "gcp", "existing", "local", "aws", "toString");
    fc.assert(
      fc.property(fc.array(places, { minLength: 1, maxLength: 4 }), fc.jsonValue(), clouds, (path, value, cloud) => {
        const config: Record<string, unknown> = { ...rightOne(), access: {}, workload: { name: "boutique" } };
        (config.topology as Config["topology"]).nodes.forEach((node) => (node.cloud = cloud));
        let at: any = config;
        for (const key of path.slice(0, -1)) at = at[key] !== null && typeof at[key] === "object" ? at[key] : at;
        at[path.at(-1)!] = value;
        problemPaths(config as Config);
      }),
      { numRuns: 2000 },
    );
  });
});
