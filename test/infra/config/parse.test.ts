import assert from "node:assert/strict";
import { parse, parsedOrThrow } from "../../../infra/config/parse.ts";
import { problemText } from "../../../infra/config/problems.ts";
import { InfraError } from "../../../infra/errors.ts";
import { problemsOf } from "../helpers/raw-config.ts";

const server = { name: "server", cloud: "local", role: "server" };
const edge = { name: "edge", cloud: "local" };

/** Problems of a configuration whose topology is right unless given. */
const problems = (config: Record<string, unknown>, secrets?: string[]): string[] =>
  problemsOf({ topology: { nodes: [server] }, ...config }, secrets);

describe("parsing a stack's configuration", () => {
  it("missing keys get their defaults", () => {
    const { config } = parse({ "stackmark:topology": JSON.stringify({ nodes: [server] }) }, []);
    assert.deepEqual(
      config?.load.levels.map(({ name, users, spawnRatePerS, durationS }) => [name, users, spawnRatePerS, durationS]),
      [
        ["low", 10, 2, 180],
        ["medium", 50, 5, 180],
        ["high", 200, 10, 180],
      ],
    );
    assert.equal(config?.load.thinkTimeFactor, 1);
    assert.deepEqual(config?.topology.nodes, [{ ...server, labels: {} }]);
  });

  it("keys of other namespaces are ignored", () => {
    const raw = { "stackmark:topology": JSON.stringify({ nodes: [server] }), "azure-native:location": "westeurope" };
    assert.deepEqual(parse(raw, []).problems, []);
  });

  const cases: [title: string, config: Record<string, unknown>, expected: string[]][] = [
    [
      "a misspelt key is reported with the nearest key",
      { laod: {} },
      [
        "laod: is not a configuration key; allowed: topology, workload, load, comparison, access, observability, budget, grafanaPassword, edgeSshKey; did you mean load?",
      ],
    ],
    [
      "a misspelt key in an object is reported with the nearest key",
      { load: { repeat: 2 } },
      [
        "load.repeat: is not a key here; allowed: enabled, from, pods, regions, generators, scenario, scenarioOptions, tool, file, objectives, export, levels, repeats, order, seed, thinkTimeFactor, rehearsalS, warmUpS, gracefulStopS, marginS; did you mean repeats?",
      ],
    ],
    [
      "a misspelt value is reported with the nearest value",
      { topology: { nodes: [{ ...server, size: "local-xs" }] } },
      ['topology.nodes[0].size = "local-xs": must be one of local-s, local-m, local-l; did you mean local-s?'],
    ],
    [
      "a number out of range is reported with its limit",
      { load: { repeats: 0 } },
      ["load.repeats = 0: must be at least 1"],
    ],
    ["a missing key is reported", { topology: {} }, ["topology.nodes: is missing; must be a list"]],
    [
      "a fraction is rejected where a whole number is required",
      { load: { seed: 1.5 } },
      ["load.seed = 1.5: must be a whole number"],
    ],
    [
      "two nodes with the same name are rejected",
      { topology: { nodes: [server, { ...edge, name: "server" }] } },
      ['topology.nodes[1].name = "server": is also the name of node 0; names must be unique'],
    ],
    [
      "a topology without a server is rejected",
      { topology: { nodes: [edge] } },
      ["topology.nodes = 0 servers: must contain exactly one node with role server"],
    ],
    [
      "a link to a node that does not exist is rejected",
      { topology: { nodes: [server, edge], links: [{ between: ["server", "edg"], oneWayDelayMs: 1 }] } },
      ['topology.links[0].between[1] = "edg": is not a node; nodes: server, edge; did you mean edge?'],
    ],
    [
      "a link from a node to itself is rejected",
      { topology: { nodes: [server], links: [{ between: ["server", "server"], oneWayDelayMs: 1 }] } },
      ['topology.links[0].between = ["server","server"]: must name two different nodes'],
    ],
    [
      "a second link of a pair is rejected",
      {
        topology: {
          nodes: [server, edge],
          links: [
            { between: ["server", "edge"], oneWayDelayMs: 1 },
            { between: ["edge", "server"], oneWayDelayMs: 2 },
          ],
        },
      },
      ['topology.links[1].between = ["edge","server"]: is a pair that has a link already'],
    ],
    [
      "a jitter that exceeds the delay is rejected",
      { topology: { nodes: [server, edge], links: [{ between: ["server", "edge"], oneWayDelayMs: 1, jitterMs: 2 }] } },
      ["topology.links[0].jitterMs = 2: must be at most the delay (1): no byte arrives before it was sent"],
    ],
    [
      "a selector that matches no node is rejected",
      { workload: { services: { cart: { nodeSelector: { zone: "b" } } } } },
      [
        'workload.services.cart.nodeSelector = {"zone":"b"}: matches no node of topology.nodes; give a node these labels',
      ],
    ],
    [
      "several replicas of the storefront's entry are rejected",
      { workload: { services: { frontend: { replicas: 2 } } } },
      [
        "workload.services.frontend.replicas = 2: must be 1: users reach one address, and the storefront has no balancer before its entry",
      ],
    ],
    [
      "a level that ends during the warm-up is rejected",
      { load: { warmUpS: 20, levels: [{ name: "low", users: 1, spawnRatePerS: 1, durationS: 20 }] } },
      ["load.levels[0].durationS = 20: must be more than load.warmUpS (20), which is not measured"],
    ],
    [
      "a warm-up that is too short to start all users is rejected",
      { load: { warmUpS: 5, levels: [{ name: "low", users: 30, spawnRatePerS: 4, durationS: 20 }] } },
      ["load.warmUpS = 5: must be at least 7.5: 30 users at 4 per second take that long to start"],
    ],
    [
      "a primary metric of an unknown level is reported with the nearest level",
      {
        comparison: {
          primaries: [
            { level: "medum", metric: "p50" },
            { level: "low", metric: "p95" },
            { level: "peak", metric: "p50" },
          ],
        },
      },
      [
        'comparison.primaries[0].level = "medum": is not a level; load.levels: low, medium, high; did you mean medium?',
        'comparison.primaries[2].level = "peak": is not a level; load.levels: low, medium, high',
      ],
    ],
    [
      "primary metrics are not checked if the levels are invalid",
      { load: { levels: [] }, comparison: { primaries: [{ level: "low", metric: "p50" }] } },
      ["load.levels = []: must have at least 1 entry"],
    ],
  ];
  for (const [title, config, expected] of cases)
    it(title, () => {
      assert.deepEqual(problems(config), expected);
    });

  it("a secret inside an object is rejected, because it would be shown as plain text", () => {
    assert.deepEqual(problems({ observability: { password: "hunter2" } }, ["stackmark:observability"]), [
      "observability: contains a secret, which would be shown as plain text; secrets must be top-level keys",
    ]);
  });

  it("text is rejected where an object is required", () => {
    const { problems } = parse({ "stackmark:topology": "server" }, []);
    assert.deepEqual(problems.map(problemText), ['topology = "server": must be an object, as YAML or JSON']);
  });

  it("all problems are thrown as one error, which says that nothing was started", () => {
    const result = parse({ "stackmark:topology": "{}", "stackmark:load": '{"repeats":0}' }, []);
    assert.throws(
      () => parsedOrThrow("local", result),
      (error) => {
        assert.ok(error instanceof InfraError);
        assert.equal(error.code, "CONFIG_INVALID");
        assert.match(error.message, /^Pulumi\.local\.yaml has 2 problems; nothing was started/);
        assert.match(error.message, /\n {2}- topology\.nodes: is missing/);
        assert.match(error.message, /\n {2}- load\.repeats = 0/);
        return true;
      },
    );
  });
});
