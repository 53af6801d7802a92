/** Stack files of the four phases with known faults, and a folder to write them to. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { root } from "../../helpers/imports.ts";

type Json = any;

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;
const edgeLabel = { "node-role.kubernetes.io/edge": "true" };
const server = { name: "server", cloud: "azure", role: "server" };
const frontend = (replicas: number) => ({
  name: "boutique",
  services: { frontend: { replicas, nodeSelector: edgeLabel } },
});

/** A valid configuration of each phase, to put faults into. */
export const RIGHT: Record<string, () => Json> = {
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
  /** Phases that the fault applies to. Default: all. */
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
/** Phases with a second node. */
const many = ["multinode", "multicloud", "edge"];

/** A fault that is reported at another path than the one it is put at. */
const at = (path: string, fault: Fault): Fault => ({ ...fault, path });

const FAULTS: Fault[] = [
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

/** Faults with the same key would undo each other, so they are never combined. */
const topOf = ({ path }: Fault): string => path.replace(/\[\d+\]$/, "");

export interface Malformed {
  stack: string;
  config: Json;
  paths: string[];
}

export const malformed: fc.Arbitrary<Malformed> = fc.constantFrom(...Object.keys(RIGHT)).chain((stack) => {
  const own = FAULTS.filter((fault) => fault.in === undefined || fault.in.includes(stack));
  return fc.uniqueArray(fc.constantFrom(...own), { minLength: 1, maxLength: 6, selector: topOf }).map((chosen) => {
    const config = { ...structuredClone(RIGHT[stack]!()), access: { adminCidrs: ["203.0.113.7/32"] } };
    for (const fault of chosen) fault.put(config);
    return { stack, config, paths: chosen.map(({ path }) => path) };
  });
});

/** A project with the real program for each test of the suite that calls it. */
export function projectFolder() {
  const project = {
    dir: "",
    write({ stack, config }: Omit<Malformed, "paths">): void {
      const keys = Object.entries(config).map(([key, value]) => [`stackmark:${key}`, value]);
      writeFileSync(join(project.dir, `Pulumi.${stack}.yaml`), stringify({ config: Object.fromEntries(keys) }));
    },
  };
  beforeEach(() => {
    project.dir = mkdtempSync(join(tmpdir(), "stackmark-malformed-"));
    for (const folder of ["infra", "node_modules"]) symlinkSync(join(root, folder), join(project.dir, folder));
    writeFileSync(
      join(project.dir, "Pulumi.yaml"),
      "name: stackmark\nruntime: { name: nodejs, options: { typescript: false } }\nmain: infra/main.mjs\n",
    );
  });
  afterEach(() => rmSync(project.dir, { recursive: true }));
  return project;
}

export function assertNamesAll(text: string, { paths }: Malformed): void {
  for (const path of paths) assert.match(text, new RegExp(`- ${path.replace(/[.[\]]/g, "\\$&")}(\\W|$)`), text);
}
