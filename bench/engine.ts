/**
 * How long the embedded engine takes for a stack of many dynamic resources that do nothing: create, unchanged up, destroy.
 * Beside it, where a Pulumi CLI is on PATH, the same with the real engine.
 *
 *   node bench/engine.ts [--resources 200]
 */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { resources: { type: "string", default: "200" } } });
const count = Number(values.resources);
const root = path.resolve(import.meta.dirname, "..");

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
const provider = { create: async (inputs) => ({ id: inputs.name, outs: inputs }), diff: async (id, olds, news) => ({ changes: olds.value !== news.value }) };
class Nothing extends pulumi.dynamic.Resource {
  constructor(name) { super(provider, name, { name, value: 1 }, {}, "bench", "Nothing"); }
}
for (let i = 0; i < ${count}; i++) new Nothing("n" + i);
export const count = ${count};
`;

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "bench-engine-"));
try {
  console.log(
    `${count} dynamic resources; ${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown CPU"}; Node ${process.version}`,
  );
  measure("embedded", [process.execPath, path.join(root, "cli/main.mjs"), "pulumi"]);
  if (spawnSync("pulumi", ["version"]).status === 0) measure("pulumi", ["pulumi"]);
  else console.log("pulumi: not on PATH, not measured");
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}

function measure(engine: string, [command, ...prefix]: string[]): void {
  const project = path.join(dir, engine);
  fs.mkdirSync(path.join(project, "state"), { recursive: true });
  const write = (file: string, text: string) => fs.writeFileSync(path.join(project, file), text);
  write("Pulumi.yaml", "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.mjs\n");
  write("package.json", "{}\n");
  write("index.mjs", PROGRAM);
  fs.symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"));
  const env = {
    ...process.env,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_BACKEND_URL: `file://${path.join(project, "state")}`,
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  const run = (...args: string[]): number => {
    const startedAt = performance.now();
    execFileSync(command as string, [...prefix, ...args, "--stack", "dev", "--non-interactive"], {
      cwd: project,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return (performance.now() - startedAt) / 1000;
  };
  run("stack", "init");
  const created = run("up", "--yes", "--skip-preview");
  const unchanged = [run("up", "--yes", "--skip-preview"), run("up", "--yes", "--skip-preview")];
  const destroyed = run("destroy", "--yes", "--skip-preview");
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  console.log(
    `${engine}: created ${seconds(created)}, unchanged up ${unchanged.map(seconds).join(" and ")}, destroyed ${seconds(destroyed)}`,
  );
}
