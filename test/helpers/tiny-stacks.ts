/** A folder with the real program and two stacks that are small enough for tests: few users, a few seconds per level. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./imports.ts";

export interface TinyStacks {
  dir: string;
  home: string;
  env: NodeJS.ProcessEnv;
  /** Sets the duration of the levels of both stacks. */
  levels(levels: { name: string; users: number; durationS: number }[]): void;
  remove(): void;
}

const load = (levels: { name: string; users: number; durationS: number }[]): string[] => [
  "  stackmark:load:",
  "    thinkTimeFactor: 0.05",
  "    rehearsalS: 0",
  "    warmUpS: 1",
  "    gracefulStopS: 2",
  "    levels:",
  ...levels.map((l) => `      - { name: ${l.name}, users: ${l.users}, spawnRatePerS: 100, durationS: ${l.durationS} }`),
];

const one = ["config:", "  stackmark:topology:", "    nodes:", "      - { name: server, cloud: local, role: server }"];
const two = [
  ...one,
  '      - { name: edge, cloud: local, labels: { node-role.kubernetes.io/edge: "true" } }',
  "    links: [{ between: [server, edge], oneWayDelayMs: 5, jitterMs: 1, bandwidthMbitPerS: 100 }]",
  "  stackmark:workload:",
  '    nodeSelector: { node-role.kubernetes.io/control-plane: "true" }',
  "    services:",
  '      frontend: { nodeSelector: { node-role.kubernetes.io/edge: "true" } }',
];

export function tinyStacks(): TinyStacks {
  const dir = mkdtempSync(join(tmpdir(), "stackmark-"));
  const home = join(dir, "home");
  for (const folder of ["infra", "node_modules"]) symlinkSync(join(root, folder), join(dir, folder));
  writeFileSync(
    join(dir, "Pulumi.yaml"),
    `name: stackmark\nruntime: { name: nodejs, options: { typescript: false } }\nmain: infra/main.mjs\n`,
  );
  const levels: TinyStacks["levels"] = (list) => {
    writeFileSync(join(dir, "Pulumi.local.yaml"), [...one, ...load(list), ""].join("\n"));
    writeFileSync(join(dir, "Pulumi.local-wan.yaml"), [...two, ...load(list), ""].join("\n"));
  };
  levels([{ name: "low", users: 5, durationS: 3 }]);
  const env: NodeJS.ProcessEnv = { ...process.env, STACKMARK_HOME: home, NO_COLOR: "1" };
  return { dir, home, env, levels, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
