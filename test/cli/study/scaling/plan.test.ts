import assert from "node:assert/strict";
import {
  isMissing,
  loadChanges,
  loadNotes,
  planVariants,
  VARIANTS,
  type ScaledStack,
} from "../../../../cli/study/scaling/plan.ts";
import { aPlan, aServer } from "../../../infra/helpers/builders.ts";

const stackOf = (workload: object, rest: Partial<ScaledStack> = {}): ScaledStack => {
  const plan = aPlan({ topology: { nodes: [{ ...aServer, cpus: 0.5, memoryMiB: 512 }] }, workload });
  return { plan, service: plan.workload.entry, process: null, ...rest };
};
/** As on real machines, whose plan needs more settings. */
const inCluster = (workload: object): ScaledStack => {
  const stack = stackOf(workload);
  return { ...stack, plan: { ...stack.plan, kubernetes: {} } as unknown as ScaledStack["plan"] };
};
const changesOf = (stack: ScaledStack) =>
  Object.fromEntries(
    planVariants(stack, VARIANTS).map((each) => [each.name, isMissing(each) ? each.reason : each.changes]),
  );

describe("the variants of a scaling study", () => {
  it("the requests and limits of each replica are doubled, and the number of replicas", () => {
    const variants = changesOf(inCluster({ name: "rest-api" }));
    const doubled = { requests: { cpu: "200m", memory: "256Mi" }, limits: { cpu: "400m", memory: "512Mi" } };
    const at = ["workload", "services", "rest-api"];
    assert.deepEqual(variants, {
      initial: [],
      vertical: [[[...at, "resources"], doubled]],
      horizontal: [[[...at, "replicas"], 2]],
      hpa: [
        [[...at, "replicas"], undefined],
        [[...at, "autoscale"], { min: 1, max: 10, cpu: 50 }],
      ],
      vpa: [[[...at, "recommend"], true]],
    });
  });

  it("only the autoscaled variant has the autoscaler of the stack file", () => {
    const autoscale = { min: 2, max: 6, cpu: 70 };
    const variants = changesOf(inCluster({ name: "echo", services: { echo: { autoscale } } }));
    const at = ["workload", "services", "echo"];
    assert.deepEqual(variants["initial"], [[[...at, "autoscale"], undefined]]);
    assert.deepEqual(variants["horizontal"], [
      [[...at, "autoscale"], undefined],
      [[...at, "replicas"], 4],
    ]);
    assert.deepEqual(variants["hpa"]!.at(-1), [[...at, "autoscale"], autoscale]);
    assert.deepEqual(variants["vpa"], [
      [[...at, "autoscale"], undefined],
      [[...at, "recommend"], true],
    ]);
  });

  it("only one variant has recommended requests, also where the stack file asks for them", () => {
    const variants = changesOf(inCluster({ name: "echo", services: { echo: { recommend: true } } }));
    const without = [["workload", "services", "echo", "recommend"], undefined];
    for (const name of ["initial", "vertical", "horizontal", "hpa"])
      assert.deepEqual(variants[name]!.slice(0, 1), [without], name);
    assert.deepEqual(variants["vpa"]!.at(-1), [without[0], true]);
  });

  it("a process has its limits and replicas in its own entry; without limits, its nodes become twice as large", () => {
    const process = { name: "page", command: "page", limits: { cpu: "0.1" } };
    const workload = (own: object) => ({ processes: [{ ...process, ...own }], entry: { service: "page" } });
    const limited = changesOf(stackOf(workload({}), { process: 0 }));
    assert.deepEqual(limited["vertical"], [[["workload", "processes", 0, "limits"], { cpu: "0.2" }]]);
    assert.deepEqual(limited["horizontal"], [[["workload", "processes", 0, "replicas"], 2]]);
    assert.deepEqual(changesOf(stackOf(workload({ limits: undefined }), { process: 0 }))["vertical"], [
      [["topology", "nodes", 0, "cpus"], 1],
      [["topology", "nodes", 0, "memoryMiB"], 1024],
    ]);
  });

  it("a variant that the stack cannot have says why", () => {
    const { hpa, vpa } = changesOf(stackOf({ name: "echo" }));
    assert.equal(hpa, "only Kubernetes changes the number of replicas; emulated nodes do not");
    assert.equal(vpa, "only Kubernetes recommends requests; emulated nodes do not");
    const others = inCluster({ name: "echo" });
    const existing = {
      ...others,
      plan: { ...others.plan, kubernetes: null, existing: {} } as unknown as typeof others.plan,
    };
    assert.match(String(changesOf(existing).vpa), /^its recommender watches all pods of a cluster/);
  });

  it("only variants that were asked for are planned, the autoscaled one last", () => {
    const names = planVariants(inCluster({ name: "echo" }), ["hpa", "initial"]).map(({ name }) => name);
    assert.deepEqual(names, ["initial", "hpa"]);
  });
});

describe("the load of a measurement", () => {
  const shortOf = (plan: ScaledStack["plan"], holdS: number) => loadNotes(plan, { rampS: 20, holdS });

  it("that is shorter than a minute is noted on Kubernetes, whose kubelets read the CPU of pods rarely", () => {
    const { plan } = inCluster({ name: "echo" });
    assert.match(
      shortOf(plan, 10).join(),
      /^measured parts of 30 s \(each measurement\) .* `--hold 1m` is long enough$/,
    );
    assert.deepEqual(shortOf(plan, 60), []);
    assert.deepEqual(shortOf(stackOf({ name: "echo" }).plan, 10), []);
  });

  it("decides by its median, whatever the stack file declares for its own levels", () => {
    const changes = loadChanges({ users: [5], steps: 10, rampS: 20, holdS: 10 }, 5);
    const primaries = changes.find(([path]) => path.join(".") === "comparison.primaries");
    assert.deepEqual(primaries?.[1], [{ level: "users-5", metric: "p50" }]);
  });

  it("has a step for each user where there are fewer users than steps", () => {
    const [[path, levels]] = loadChanges({ users: [5], steps: 10, rampS: 20, holdS: 10 }, 5) as unknown as [
      [string[], unknown],
    ];
    assert.deepEqual(path, ["load", "levels"]);
    assert.deepEqual(levels, [{ name: "users-5", users: 5, shape: "steps", steps: 5, rampS: 20, holdS: 10 }]);
  });
});
