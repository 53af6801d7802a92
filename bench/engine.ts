/**
 * How much time and memory does the embedded engine need? Creates, updates without change and destroys a stack of many
 * dynamic resources that do nothing, then works on a state with many resources. If a Pulumi CLI is on PATH, it does the
 * same with the real engine. On a machine that had one, the real engine took 10.6 s to create 200 resources, 5.5 to 6.0 s
 * for an unchanged `up` and 7.3 s to destroy them, with 340 to 370 MB.
 *
 *   node bench/engine.ts [--resources 200,1000] [--state 10000]
 */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { resources: { type: "string", default: "200,1000" }, state: { type: "string", default: "10000" } },
});
const root = path.resolve(import.meta.dirname, "..");
const POLL_MS = 50;

const program = (count: number): string => `
import * as pulumi from "@pulumi/pulumi";
const provider = { create: async (inputs) => ({ id: inputs.name, outs: inputs }), diff: async (id, olds, news) => ({ changes: olds.value !== news.value }) };
class Nothing extends pulumi.dynamic.Resource {
  constructor(name) { super(provider, name, { name, value: 1 }, {}, "bench", "Nothing"); }
}
for (let i = 0; i < ${count}; i++) new Nothing("n" + i);
export const count = ${count};
`;

interface Usage {
  seconds: number;
  peakMib: number;
}

class Bench {
  readonly #project: string;
  readonly #command: string[];

  constructor(dir: string, command: string[]) {
    this.#project = path.join(dir, "project");
    this.#command = command;
    fs.mkdirSync(path.join(dir, "state"), { recursive: true });
    fs.mkdirSync(this.#project);
    this.write(
      "Pulumi.yaml",
      "name: bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.mjs\n",
    );
    this.write("package.json", "{}\n");
    fs.symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  }

  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.#project, file), text);
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.#project, file), "utf8");
  }

  async run(...args: string[]): Promise<Usage> {
    const [command, ...prefix] = this.#command;
    const operation = ["up", "destroy"].includes(args[0] as string) ? ["--yes", "--skip-preview"] : [];
    const startedAt = performance.now();
    const child = spawn(command as string, [...prefix, ...args, ...operation, "--stack", "dev", "--non-interactive"], {
      cwd: this.#project,
      env: {
        ...process.env,
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_BACKEND_URL: `file://${path.join(this.#project, "../state")}`,
        PULUMI_SKIP_UPDATE_CHECK: "1",
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    let peakMib = 0;
    let over = false;
    void ended.then(() => (over = true));
    while (!over) {
      peakMib = Math.max(peakMib, peakOf(child.pid as number));
      await Promise.race([ended, sleep(POLL_MS)]);
    }
    if ((await ended) !== 0) throw new Error(`${args.join(" ")} failed`);
    return { seconds: (performance.now() - startedAt) / 1000, peakMib };
  }
}

/** The peak resident memory of a process so far, in MiB. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const usageText = ({ seconds, peakMib }: Usage): string => `${seconds.toFixed(1)} s (${peakMib.toFixed(0)} MiB)`;

/** An exported state of two resources, with copies of the second one until it has `count`. */
function multiplied(exported: string, count: number): string {
  const file = JSON.parse(exported) as { deployment: { resources: { urn: string; id?: string }[] } };
  const { resources } = file.deployment;
  const one = resources.find(({ urn }) => urn.endsWith("::n1"));
  for (let i = 2; i < count; i++)
    resources.push(JSON.parse(JSON.stringify(one).replaceAll('::n1"', `::n${i}"`).replaceAll('"n1"', `"n${i}"`)));
  return JSON.stringify(file);
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "bench-engine-"));
try {
  console.log(`${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown CPU"}; Node ${process.version}`);
  const engines: Record<string, string[]> = { embedded: [process.execPath, path.join(root, "cli/main.mjs"), "pulumi"] };
  if (spawnSync("pulumi", ["version"]).status === 0) engines.pulumi = ["pulumi"];
  else console.log("pulumi: not on PATH, not measured");
  for (const [engine, command] of Object.entries(engines)) {
    for (const count of values.resources.split(",").map(Number)) await manyResources(engine, command, count);
    await largeState(engine, command, Number(values.state));
  }
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}

async function manyResources(engine: string, command: string[], count: number): Promise<void> {
  const bench = new Bench(path.join(dir, `${engine}-${count}`), command);
  bench.write("index.mjs", program(count));
  await bench.run("stack", "init");
  // Prints each figure at once, because with many resources each takes minutes.
  const measure = async (what: string, command: string) =>
    console.log(`${engine}, ${count}: ${what} ${usageText(await bench.run(command))}`);
  await measure("created", "up");
  await measure("unchanged", "up");
  await measure("unchanged", "up");
  await measure("destroyed", "destroy");
}

async function largeState(engine: string, command: string[], count: number): Promise<void> {
  const bench = new Bench(path.join(dir, `${engine}-state`), command);
  bench.write("index.mjs", program(2));
  await bench.run("stack", "init");
  await bench.run("up");
  await bench.run("stack", "export", "--file", "small.json");
  bench.write("large.json", multiplied(bench.read("small.json"), count));
  const imported = await bench.run("stack", "import", "--file", "large.json");
  const exported = await bench.run("stack", "export", "--file", "again.json");
  bench.write("index.mjs", program(count));
  const previewed = await bench.run("preview");
  const unchanged = await bench.run("up");
  console.log(
    `${engine}, ${count} in the state: imported ${usageText(imported)}, exported ${usageText(exported)}, previewed ${usageText(previewed)}, unchanged up ${usageText(unchanged)}`,
  );
}
