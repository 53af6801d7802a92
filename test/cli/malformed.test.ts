import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { Context } from "../../cli/context.ts";
import { up } from "../../cli/commands/up.ts";
import { explain } from "../../cli/explain.ts";
import { record } from "@stackmark/engine/record";
import { root } from "../helpers/imports.ts";

type Json = any;

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;
const edgeLabel = { "node-role.kubernetes.io/edge": "true" };
const server = { name: "server", cloud: "azure", role: "server" };
const frontend = (replicas: number) => ({
  name: "boutique",
  services: { frontend: { replicas, nodeSelector: edgeLabel } },
});

/** Right configurations, one a phase; each is broken anew. */
const right: Record<string, () => Json> = {
  single: () => ({ topology: { nodes: [server] }, workload: { name: "boutique" } }),
  multinode: () => ({
    topology: { nodes: [server, { name: "worker-node-1", cloud: "azure" }] },
    workload: { name: "boutique" },
  }),
  multicloud: () => ({
    topology: {
      nodes: [server, { name: "gcp-worker", cloud: "gcp", labels: edgeLabel }],
      gcp: { project: "my-project" },
    },
    workload: frontend(1),
  }),
  edge: () => ({
    topology: {
      nodes: [
        server,
        { name: "worker-node-1", cloud: "azure" },
        {
          name: "edge-node",
          cloud: "existing",
          labels: edgeLabel,
          publicIp: "198.51.100.9",
          join: "manual",
          hostKey: HOST_KEY,
        },
      ],
    },
    workload: frontend(3),
    load: { enabled: false },
  }),
};

interface Fault {
  path: string;
  /** Phases that it can befall; default all. */
  in?: string[];
  put: (config: Json) => void;
}

const bad = (section: string, key: string, value: unknown): Fault => ({
  path: `${section}.${key}`,
  put: (c: Json) => void ((c[section] ??= {})[key] = value),
});
const node = (index: number, key: string, value: unknown, phases?: string[]): Fault => ({
  path: `topology.nodes[${index}].${key}`,
  ...(phases ? { in: phases } : {}),
  put: (c: Json) => void (c.topology.nodes[index] = { ...c.topology.nodes[index], [key]: value }),
});
/** Phases with a second node, and one with a third. */
const many = ["multinode", "multicloud", "edge"];

/** With the place that a problem inside the value is reported at. */
const at = (path: string, fault: Fault): Fault => ({ ...fault, path });

const faults: Fault[] = [
  { path: "topolgy", put: (c: Json) => void (c.topolgy = {}) },
  node(0, "size", "Standard_Huge"),
  node(0, "sise", "Standard_D4s_v5"),
  node(0, "publicIp", "198.51.100.1"),
  node(0, "region", "westeurop"),
  at("topology.nodes[0].taints[0]", node(0, "taints", ["dedicated"])),
  at("topology.nodes[0].labels.zone", node(0, "labels", { zone: 3 })),
  node(0, "diskGiB", 5),
  node(0, "spot", "yes"),
  node(1, "cloud", "aws", many),
  node(1, "name", "Worker_1", many),
  node(1, "name", "server", many),
  node(1, "sshPort", 0, many),
  node(2, "publicIp", "198.51.100", ["edge"]),
  node(2, "hostKey", "not a key", ["edge"]),
  node(2, "size", "large", ["edge"]),
  bad("topology", "overlay", "vxlann"),
  bad("topology", "podCidr", "10.42.0.0"),
  bad("topology", "serviceCidr", "10.43.0.0/33"),
  bad("topology", "mtu", 9000),
  bad("topology", "expiresAfterH", 0),
  { path: "topology.k3s.version", put: (c: Json) => void (c.topology.k3s = { version: "latest" }) },
  { path: "topology.networks.westeurope", put: (c: Json) => void (c.topology.networks = { westeurope: "10.43.0.0" }) },
  bad("workload", "name", "shop"),
  bad("workload", "nodePort", 80),
  bad("workload", "killPod", "no"),
  bad("workload", "profile", "tiny"),
  { path: "workload.nodeSelector", put: (c: Json) => void (c.workload.nodeSelector = { zone: "nowhere" }) },
  {
    path: "workload.services.cartservice.replicas",
    put: (c: Json) => void ((c.workload.services ??= {}).cartservice = { replicas: "two" }),
  },
  { path: "workload.services.cartservce", put: (c: Json) => void ((c.workload.services ??= {}).cartservce = {}) },
  bad("load", "repeats", 0),
  bad("load", "levls", []),
  {
    path: "load.levels[0].users",
    put: (c: Json) => void ((c.load ??= {}).levels = [{ name: "low", users: "ten", spawnRatePerS: 1 }]),
  },
  at("access.adminCidrs[0]", bad("access", "adminCidrs", ["203.0.113.7"])),
  at("access.generatorCidrs[0]", bad("access", "generatorCidrs", ["0.0.0.0/0"])),
  bad("observability", "scrapeIntervalS", 0),
  { path: "grafanaPassword", put: (c: Json) => void (c.grafanaPassword = "hunter2") },
  { path: "access.adminCidrs", put: (c: Json) => void delete c.access.adminCidrs },
];

/** Faults that undo each other, because they are of one key, are never put together. */
const topOf = ({ path }: Fault): string => path.replace(/\[\d+\]$/, "");

interface Malformed {
  stack: string;
  config: Json;
  paths: string[];
}

const malformed: fc.Arbitrary<Malformed> = fc.constantFrom(...Object.keys(right)).chain((stack) => {
  const own = faults.filter((fault) => fault.in === undefined || fault.in.includes(stack));
  return fc.uniqueArray(fc.constantFrom(...own), { minLength: 1, maxLength: 6, selector: topOf }).map((chosen) => {
    const config = { ...structuredClone(right[stack]!()), access: { adminCidrs: ["203.0.113.7/32"] } };
    for (const fault of chosen) fault.put(config);
    return { stack, config, paths: chosen.map(({ path }) => path) };
  });
});

describe("a malformed stack of the four phases", function () {
  this.timeout(120_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "stackmark-malformed-"));
    for (const folder of ["infra", "node_modules"]) symlinkSync(join(root, folder), join(dir, folder));
    const project =
      "name: stackmark\nruntime: { name: nodejs, options: { typescript: false } }\nmain: infra/main.mjs\n";
    writeFileSync(join(dir, "Pulumi.yaml"), project);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = ({ stack, config }: Omit<Malformed, "paths">): void => {
    const keys = Object.entries(config).map(([key, value]) => [`stackmark:${key}`, value]);
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), stringify({ config: Object.fromEntries(keys) }));
  };
  const context = (): Context => ({
    root: dir,
    home: join(dir, "home"),
    env: { ...process.env, STACKMARK_HOME: join(dir, "home") },
    stdout: { write: () => assert.fail("something was said before the problems") },
    stderr: { write: () => assert.fail("something was said before the problems") },
    colour: false,
    takeSignals: () => undefined,
  });
  const refusal = async (stack: string) => {
    const error = await up(context(), stack, { deadline: "1m", engine: "embedded" }).then(
      () => assert.fail("it was brought up"),
      (reason: unknown) => reason,
    );
    return explain(error);
  };
  const namesAll = (text: string, { paths }: Malformed): void => {
    for (const path of paths) assert.match(text, new RegExp(`- ${path.replace(/[.[\]]/g, "\\$&")}(\\W|$)`), text);
  };

  it("is right before it is broken", async () => {
    for (const [stack, make] of Object.entries(right)) {
      write({ stack, config: { ...make(), access: {} } });
      const { text } = await refusal(stack);
      assert.match(text, /has 1 problem; nothing was started/, text);
    }
  });

  it("ends 200 times with exit code 2 and all of its problems, before anything is registered", async () => {
    for (const sample of fc.sample(malformed, { numRuns: 200, seed: 20_260_301 })) {
      write(sample);
      const { text, exitCode } = await refusal(sample.stack);
      assert.equal(exitCode, 2, text);
      namesAll(text, sample);
      rmSync(join(dir, `Pulumi.${sample.stack}.yaml`));
    }
    assert.equal(existsSync(join(dir, "home")), false, "the engine was at work");
    assert.deepEqual(readdirSync(dir).sort(), ["Pulumi.yaml", "infra", "node_modules"]);
  });

  it("stops the program itself with the same problems, before it registers anything", async () => {
    for (const sample of fc.sample(malformed, { numRuns: 4, seed: 7 })) {
      write(sample);
      // A program that fails after it registered something would say so of that, too.
      await assert.rejects(record({ projectDir: dir, stack: sample.stack }), (error: Error) => {
        assert.match(error.message, /problems?; nothing was started/);
        namesAll(error.message, sample);
        return true;
      });
    }
  });
});
