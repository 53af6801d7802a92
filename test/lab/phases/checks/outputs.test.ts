import assert from "node:assert/strict";
import { checksOf, firstLoadMs, parseOutputs, type PhaseOutputs } from "../../../../lab/phases/checks/outputs.ts";
import { placementCheck } from "../../../../lab/phases/checks/live.ts";
import type { Pod } from "../../../../lab/phases/checks/nodes.ts";
import type { Phase } from "../../../../lab/phases/project.ts";

const cell = (bytes: number | null): PhaseOutputs["load"][number] => ({
  cell: "load-low-1",
  provenance: "emulated",
  result: {
    ...{ status: "complete", startedAt: "2026-11-30T10:03:00.000Z", reasons: [] },
    overall: { requests: 100, failures: 0 },
  },
  metrics: { crossNodeBytes: { total: bytes } },
});

const sound = (): PhaseOutputs => ({
  runId: "multicloud-20261130T100000Z-abcdef",
  provenance: "emulated",
  nodes: ["server", "gcp-worker"].map((name) => ({ name, provenance: "emulated" })),
  placement: [
    { service: "frontend", node: "gcp-worker" },
    { service: "cartservice", node: "server" },
  ],
  load: [cell(1000)],
  cluster: {
    moved: { probes: { sent: 10, failed: 0 } },
    preflight: { findings: [{ check: "port", isOk: true, seen: "22 is open" }] },
  },
});

const failing = (outputs: PhaseOutputs, phase: Phase = "multicloud"): string[] =>
  checksOf(phase, outputs)
    .filter(({ holds }) => !holds)
    .map(({ title }) => title);

describe("checks of a phase's outputs", () => {
  it("all hold where the stack is as planned", () => assert.deepEqual(failing(sound()), []));

  const cases: [string, (outputs: PhaseOutputs) => unknown, string][] = [
    [
      "a node too many",
      ({ nodes }) => nodes.push({ name: "other", provenance: "emulated" }),
      "the cluster has the planned nodes",
    ],
    [
      "a cell that is called measured",
      ({ load }) => (load[0]!.provenance = "measured"),
      "everything is called emulated",
    ],
    ["a cell that is not complete", ({ load }) => (load[0]!.result.status = "invalid"), "every cell is complete"],
    ["no cell at all", (outputs) => (outputs.load = []), "every cell is complete"],
    ["a failed request", ({ load }) => (load[0]!.result.overall.failures = 1), "no request failed"],
    ["traffic that nobody read", (outputs) => (outputs.load = [cell(null)]), "traffic crosses between nodes"],
    ["no pre-flight", ({ cluster }) => (cluster!.preflight.findings = []), "all checks of the pre-flight are met"],
    ["a frontend that was not moved", ({ cluster }) => (cluster!.moved = null), "the move was probed"],
  ];
  for (const [what, change, title] of cases)
    it(`${what} is noticed`, () => {
      const outputs = sound();
      change(outputs);
      assert.ok(failing(outputs).includes(title), failing(outputs).join());
    });

  it("a frontend on another node, or twice, is noticed", () => {
    for (const placement of [
      [{ service: "frontend", node: "server" }],
      [...sound().placement, { service: "frontend", node: "gcp-worker" }],
    ])
      assert.ok(
        failing({ ...sound(), placement }).some((title) => title.startsWith("the frontend runs on gcp-worker")),
      );
  });

  it("a single node has no traffic between nodes, and any byte is noticed", () => {
    const single = {
      ...sound(),
      nodes: [{ name: "server", provenance: "emulated" }],
      placement: [{ service: "frontend", node: "server" }],
    };
    assert.deepEqual(failing({ ...single, load: [cell(0)] }, "single"), []);
    for (const bytes of [1, null])
      assert.deepEqual(failing({ ...single, load: [cell(bytes)] }, "single"), ["no traffic crosses between nodes"]);
  });

  it("the wait for the first load is that for the earliest cell; a stack that was up has none", () => {
    const beganMs = Date.parse("2026-11-30T10:00:00.000Z");
    const later = { ...cell(1), result: { ...cell(1).result, startedAt: "2026-11-30T10:05:00.000Z" } };
    assert.equal(firstLoadMs({ ...sound(), load: [later, cell(1)] }, beganMs), 180_000);
    assert.equal(firstLoadMs(sound(), beganMs + 600_000), null);
    assert.equal(firstLoadMs({ ...sound(), load: [] }, beganMs), null);
  });

  it("outputs that are something else are refused with the place", () => {
    assert.throws(() => parseOutputs('{"provenance": "emulated"}'), { code: "LAB_MALFORMED_ANSWER", message: /nodes/ });
  });
});

describe("the placement of pods", () => {
  const pod = (name: string, node: string): Pod => ({
    name,
    node,
    namespace: "boutique",
    uid: "",
    ip: "10.42.0.5",
    port: null,
    readyAtMs: null,
  });

  it("pods of services on the nodes of the outputs are as said, whatever else runs", () => {
    const pods = [pod("frontend-5b-x", "gcp-worker"), pod("cartservice-6c-y", "server"), pod("coredns-7d-z", "server")];
    assert.equal(placementCheck(pods, sound()).holds, true);
  });

  it("a pod on another node, or one more, is noticed", () => {
    for (const pods of [
      [pod("frontend-5b-x", "server"), pod("cartservice-6c-y", "server")],
      [pod("frontend-5b-x", "gcp-worker"), pod("frontend-5b-w", "server"), pod("cartservice-6c-y", "server")],
    ])
      assert.equal(placementCheck(pods, sound()).holds, false);
  });
});
