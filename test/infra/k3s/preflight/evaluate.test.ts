import assert from "node:assert/strict";
import fc from "fast-check";
import { CHECK_NAMES } from "../../../../infra/k3s/preflight/checks.ts";
import { clusterDnsAddress, expectationOf, HERE, usualPorts } from "../../../../infra/k3s/preflight/expectation.ts";
import { evaluate, explain } from "../../../../infra/k3s/preflight/evaluate.ts";
import { parseObservations, type Observation } from "../../../../infra/k3s/preflight/observation.ts";
import { wanCluster } from "../clusters.ts";

const cluster = wanCluster();
const names = cluster.nodes.map(({ name }) => name);
const expected = expectationOf(cluster, names, { names: ["registry.example.net"] });

/** Observations of a sound network, in which every check passes. */
function healthy(): Observation[] {
  const perNode = names.flatMap((from, index): Observation[] => [
    { from, kind: "overlay", address: `10.42.${index}.0`, mtu: 1410, checksumOffload: false },
    { from, kind: "dns", name: "kubernetes.default.svc.cluster.local", resolver: "cluster", resolved: true },
    { from, kind: "dns", name: "registry.example.net", resolver: "host", resolved: true },
  ]);
  const rttMs = { min: 1, avg: 2, max: 3 };
  const perPair = expected.pairs.flatMap(({ from, to }): Observation[] => [
    { from, to, kind: "ping", network: "host", sent: 20, received: 20, rttMs },
    { from, to, kind: "ping", network: "pod", sent: 20, received: 20, rttMs },
    { from, to, kind: "mtu", network: "host", largestBytes: 1460 },
    { from, to, kind: "mtu", network: "pod", largestBytes: 1410 },
    { from, to, kind: "body", sentBytes: 1_000_000, arrivedBytes: 1_000_000, tookMs: 90 },
  ]);
  const ports = expected.ports.map(({ from, to, port, answers }): Observation => ({
    from,
    to,
    kind: "port",
    port,
    answers,
  }));
  return [...perNode, ...perPair, ...ports];
}
const failedOf = (observations: Observation[]): string[] =>
  evaluate(expected, observations)
    .filter(({ isOk }) => !isOk)
    .map(({ check, from, to }) => [check, from, to].filter((word) => word !== null).join(" "));
/** The same with one observation changed. */
const but = <K extends Observation["kind"]>(
  kind: K,
  from: string,
  change: object,
  fits: (each: any) => boolean = () => true,
) => {
  const observations = healthy();
  const index = observations.findIndex((each) => each.kind === kind && each.from === from && fits(each));
  assert.ok(index >= 0);
  return observations.with(index, { ...observations[index]!, ...change });
};

describe("evaluate", () => {
  it("all checks pass on a sound network, with figures in the findings", () => {
    assert.deepEqual(failedOf(healthy()), []);
    const seen = evaluate(expected, healthy()).map((finding) => finding.seen);
    assert.ok(seen.includes("0 % of 20 lost, round trip 2 ms on average"));
    assert.ok(seen.includes("1410 bytes passed, 1410 are required"));
  });

  it("a check without an observation fails, because it proves nothing", () => {
    fc.assert(
      fc.property(fc.nat(healthy().length - 1), (index) => {
        assert.ok(failedOf(healthy().toSpliced(index, 1)).length > 0);
      }),
    );
  });

  it("the MTU checks fail if a path is too narrow, on the host's network or on the pods'", () => {
    const onHost = (each: { network: string }): boolean => each.network === "host";
    assert.deepEqual(failedOf(but("mtu", "server", { largestBytes: 1400 }, onHost)), ["host-mtu server gcp-worker"]);
    assert.deepEqual(failedOf(but("overlay", "gcp-worker", { mtu: 1450 })), ["pod-mtu gcp-worker"]);
  });

  it("the checksum-offload check fails if the network card computes checksums behind a NAT", () => {
    assert.deepEqual(failedOf(but("overlay", "server", { checksumOffload: true })), ["checksum-offload server"]);
    assert.deepEqual(failedOf(but("overlay", "server", { checksumOffload: null })), ["checksum-offload server"]);
  });

  it("the pre-flight does not check checksum offload if no NAT is crossed", () => {
    const nodes = cluster.nodes.map((node) => ({ ...node, isBehindNat: false }));
    const direct = expectationOf({ ...cluster, nodes }, names);
    assert.equal(
      evaluate(direct, []).some(({ check }) => check === "checksum-offload"),
      false,
    );
  });

  it("the large-body check fails if ping passes but a TCP body does not", () => {
    assert.deepEqual(failedOf(but("body", "server", { arrivedBytes: 0 })), ["large-body server gcp-worker"]);
  });

  it("the loss checks name the direction in which packets are lost", () => {
    const lossy = but("ping", "gcp-worker", { received: 15 }, (each) => each.network === "pod");
    assert.deepEqual(failedOf(lossy), ["pod-loss gcp-worker server"]);
  });

  it("the port checks fail if a kubelet answers the world, or if the API does not answer an agent", () => {
    assert.deepEqual(failedOf(but("port", HERE, { answers: true }, (each) => each.port === 10250)), [
      "port here server",
    ]);
    assert.deepEqual(failedOf(but("port", "gcp-worker", { answers: false })), ["port gcp-worker server"]);
  });

  describe("of the entry, where nothing listens before the roll-out", () => {
    const entry = { from: HERE, to: "gcp-worker", port: 30_080 };
    const ports = [{ ...entry, address: "203.0.113.12", answers: true, why: "users connect there", isStandIn: true }];
    const evaluated = (seen: { isOurs?: boolean; answers?: boolean }) => {
      const { isOurs, answers } = seen;
      const observations: Observation[] = [
        ...(isOurs === undefined ? [] : [{ from: "gcp-worker", kind: "stand-in", port: 30_080, isOurs } as const]),
        ...(answers === undefined ? [] : [{ ...entry, kind: "port", answers } as const]),
      ];
      const [finding] = evaluate(expectationOf(cluster, names, { ports }), observations).filter(
        ({ check }) => check === "entry",
      );
      return finding && [finding.isOk, finding.seen];
    };

    it("the pre-flight's own listener must answer this machine", () => {
      const must = "it must answer: users connect there";
      assert.deepEqual(evaluated({ isOurs: true, answers: true }), [true, `30080/tcp answers; ${must}`]);
      assert.deepEqual(evaluated({ isOurs: true, answers: false }), [false, `30080/tcp does not answer; ${must}`]);
      assert.deepEqual(evaluated({}), [false, "30080/tcp: not measured"]);
    });

    it("what has the port already is not judged: it may answer on other nodes only", () => {
      const taken = "30080/tcp is taken on gcp-worker: it is asked before the load";
      for (const answers of [true, false]) assert.deepEqual(evaluated({ isOurs: false, answers }), [true, taken]);
    });

    it("a node on which no script can listen is not checked", () => {
      assert.deepEqual(expectationOf(cluster, ["server"], { ports }).ports, []);
    });
  });

  it("a missing tool is reported once, and the checks that it prevents only as part of it", () => {
    const missing: Observation = { from: "gcp-worker", kind: "missing-tool", tool: "python3" };
    const isSeen = (each: Observation): boolean =>
      each.from !== "gcp-worker" && each.kind !== "body" && !("network" in each && each.network === "pod");
    const observations = [...healthy().filter(isSeen), missing, missing];
    assert.deepEqual(failedOf(observations), ["tools gcp-worker"]);
    const [tools] = evaluate(expected, observations).filter(({ check }) => check === "tools");
    const prevented = "overlay, checksum-offload, dns, host-loss, host-mtu, pod-loss, pod-mtu, large-body, port";
    assert.equal(tools!.seen, `python3 is not installed, so these checks are unknown: ${prevented}`);
  });

  it("every failed check is explained with what it means and what to do", () => {
    for (const check of CHECK_NAMES) {
      const text = explain({ check, from: "server", to: "gcp-worker", isOk: false, seen: "x" });
      assert.match(text, /^[a-z-]+, server to gcp-worker: x\.\n {2}Meaning: .{20,}\.\n {2}Remedy: .{20,}\.$/s);
    }
  });

  it("each node with SSH access probes every other node, and nodes without SSH access probe none", () => {
    const one = expectationOf(cluster, ["server"]);
    assert.deepEqual(one.pairs, [{ from: "server", to: "gcp-worker" }]);
    assert.deepEqual(
      one.ports.filter(({ from }) => from === "gcp-worker"),
      [],
    );
  });

  it("the usual ports expect the API at the address that agents join at, and kubelets closed to the world", () => {
    const lines = usualPorts(cluster).map(({ from, to, address, port, answers }) => [from, to, address, port, answers]);
    assert.deepEqual(lines, [
      ["gcp-worker", "server", "198.51.100.11", 6443, true],
      [HERE, "server", "198.51.100.11", 6443, true],
      [HERE, "server", "198.51.100.11", 10250, false],
      [HERE, "gcp-worker", "203.0.113.12", 10250, false],
    ]);
  });

  it("a line that is not an observation is rejected, with the name of its node", () => {
    assert.throws(() => parseObservations("server", '{"kind":"ping"}'), {
      code: "K3S_ANSWER",
      message: /on server printed/,
    });
  });

  it("the address of the cluster's DNS follows from the service range", () => {
    assert.equal(clusterDnsAddress("10.43.0.0/16"), "10.43.0.10");
    assert.equal(clusterDnsAddress("10.96.255.252/12"), "10.97.0.6");
  });
});
