/**
 * How much longer does the program of a cloud stack take than an empty Pulumi program? Measures the time to load its
 * modules, and the whole program in record mode, which registers every resource and creates none.
 * `node bench/program-load.ts [--rounds 11]`. Goal: loading takes at most 1.5 times as long.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { record } from "@stackmark/engine/record";
import { computed } from "../test/infra/cluster/computed.ts";
import { phase } from "../test/infra/cluster/stacks.ts";
import { median } from "./load/bootstrap.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });
const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "bench-program-"));

async function timed(options: Parameters<typeof record>[0]): Promise<number> {
  const from = performance.now();
  await record(options);
  return performance.now() - from;
}

/** Times a process that loads what a program has loaded when it registers its first resource. */
function loading(imports: string[]): () => Promise<number> {
  const sdk = join(root, "node_modules/@pulumi/pulumi/index.js");
  const lines = [sdk, ...imports.map((path) => join(root, "infra", path))].map(
    (path) => `await import(${JSON.stringify(path)});`,
  );
  const script = ["import module from 'node:module'; module.enableCompileCache();", ...lines].join("\n");
  return () => {
    const from = performance.now();
    execFileSync(process.execPath, ["--input-type=module", "-e", script]);
    return Promise.resolve(performance.now() - from);
  };
}

try {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: empty\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.mjs\n",
  );
  writeFileSync(
    join(folder, "index.mjs"),
    'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();\n',
  );
  const configs = Object.fromEntries(
    ["single", "multicloud"].map((stack) => {
      const config = Object.entries(phase(stack)).map(([key, value]) => [`stackmark:${key}`, value]);
      const file = join(folder, `Pulumi.${stack}.yaml`);
      writeFileSync(file, stringify({ config: Object.fromEntries(config) }));
      return [stack, file];
    }),
  );
  const programs: Record<string, () => Promise<number>> = {
    "load empty": loading([]),
    "load multicloud": loading(["index.ts", "cluster/kubernetes.ts", "hosts/azure/index.ts", "hosts/gcp.ts"]),
    empty: () => timed({ projectDir: folder, stack: "empty" }),
    local: () => timed({ projectDir: root, stack: "local" }),
    single: () => timed({ projectDir: root, stack: "single", configFile: configs.single!, computed }),
    multicloud: () => timed({ projectDir: root, stack: "multicloud", configFile: configs.multicloud!, computed }),
  };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, [] as number[]]));
  // The first run of each warms the file system's cache and is not counted.
  for (const run of Object.values(programs)) await run();
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, run] of Object.entries(programs)) times[name]!.push(await run());
  for (const [name, list] of Object.entries(times)) {
    const base = times[name.startsWith("load") ? "load empty" : "empty"]!;
    const ratio = median(list.map((ms, i) => ms / base[i]!)).toFixed(2);
    console.log(`${name.padEnd(16)} ${median(list).toFixed(0).padStart(5)} ms   ${ratio} x empty`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
