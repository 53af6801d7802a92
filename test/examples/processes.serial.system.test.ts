import assert from "node:assert/strict";
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesOf, start as startOn } from "../helpers/command.ts";
import { root } from "../helpers/imports.ts";
import { pidsWith } from "../helpers/programs.ts";
import { needsProgram } from "../helpers/skip.ts";

const EXAMPLE = join(root, "examples/processes");
const STACKS = ["local-words", "local-words-wan"] as const;

/** The example as it is, but with one short level. */
function shortExample() {
  const dir = mkdtempSync(join(tmpdir(), "stackmark-processes-"));
  const folder = join(dir, "examples/processes");
  mkdirSync(folder, { recursive: true });
  for (const name of ["page.mjs", "words.py"]) copyFileSync(join(EXAMPLE, name), join(folder, name));
  for (const name of ["infra", "node_modules"]) symlinkSync(join(root, name), join(dir, name));
  copyFileSync(join(root, "Pulumi.yaml"), join(dir, "Pulumi.yaml"));
  for (const stack of STACKS) {
    const text = readFileSync(join(EXAMPLE, `Pulumi.${stack}.yaml`), "utf8");
    const short = text
      .replace(/ {6}- \{ name: high.*\n/, "")
      .replace("durationS: 12", "durationS: 6")
      .replace("rehearsalS: 6", "rehearsalS: 2");
    assert.notEqual(short, text);
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), short);
  }
  const env: NodeJS.ProcessEnv = { ...process.env, STACKMARK_HOME: join(dir, "home"), NO_COLOR: "1" };
  return { dir, home: join(dir, "home"), env };
}

describe("the example of processes", function () {
  this.timeout(300_000);
  let example: ReturnType<typeof shortExample>;
  before(function () {
    needsProgram(this, "python3");
    example = shortExample();
  });
  after(async () => {
    if (!example) return;
    for (const stack of STACKS) await stackmark("destroy", stack);
    rmSync(example.dir, { recursive: true, force: true });
  });
  const stackmark = async (...args: string[]) => {
    const { ended, text, out } = startOn({ dir: example.dir, env: example.env }, ...args);
    return { code: await ended, text: text(), out: out() };
  };
  const programs = () => pidsWith("words.py").concat(pidsWith("page.mjs"));

  it("two programs run and are measured on one node and on two, and the diff explains the link's share", async () => {
    for (const stack of STACKS) {
      const up = await stackmark("up", stack);
      assert.ok(up.code === 0 || up.code === 98, up.text);
      const url = /processes {2}(http\S+)/.exec(up.text)![1]!;
      assert.ok(url.endsWith("/hello"), url);
      assert.equal(await (await fetch(url)).text(), "node link load\n");
      const { out } = await stackmark("outputs", stack, "--json");
      const { load } = JSON.parse(out) as {
        load: { metrics: { services: { name: string; cpuCores: { avg: number } }[] } }[];
      };
      for (const { name, cpuCores } of load[0]!.metrics.services) assert.ok(cpuCores.avg > 0, name);
    }
    const logs = globSync(join(example.home, "runs/*/cells/*/logs/*.log"));
    assert.deepEqual(logs, [], "the programs wrote nothing under load");

    const { out, text } = await stackmark("diff", ...STACKS, "--json", "--anyway");
    const { levels } = JSON.parse(out) as {
      levels: {
        roundTrips: { endpoint: string; trips: { b: number }; explainedMs: number | null; observedMs: number }[];
      }[];
    };
    const all = levels[0]!.roundTrips.find(({ endpoint }) => endpoint === "*")!;
    // Three words, one after the other, over connections that stay open; a few connections are opened on the way.
    assert.ok(all.trips.b >= 2.8 && all.trips.b < 4, text);
    const linkMs = all.trips.b * 20;
    // A busy machine may slow the baseline down by more than the link's share; then nothing is explained.
    if (1.1 * all.observedMs >= linkMs) assert.ok(Math.abs(all.explainedMs! - linkMs) < 1e-6, JSON.stringify(all));
    else assert.equal(all.explainedMs, null);

    assert.ok(programs().length >= 4);
    for (const stack of STACKS) {
      const destroyed = await stackmark("destroy", stack);
      assert.equal(destroyed.code, 0, destroyed.text);
    }
    assert.deepEqual([programs(), processesOf(example)], [[], []]);
    assert.deepEqual(globSync("/sys/fs/cgroup/{*/,}stackmark/local-words*"), []);
  });

  it("a change of a program's file is measured again with its log, and a mistake in it is reported with the program's own words", async () => {
    const file = join(example.dir, "examples/processes/page.mjs");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, 'throw new Error("a mistake")');
    const up = await stackmark("up", "local-words");
    assert.equal(up.code, 1, up.text);
    assert.match(up.text, /page 0 ended before it was ready \(exit code 1\)[^]*a mistake/);
    writeFileSync(file, text);
    const again = await stackmark("up", "local-words");
    assert.ok(again.code === 0 || again.code === 98, again.text);
    writeFileSync(file, `${text}\nsetInterval(() => console.log("still here"), 200);\n`);
    const third = await stackmark("up", "local-words");
    assert.match(third.text, /LoadRun load-low-1 (replaced|created)/);
    const [log] = globSync(join(example.home, "runs/*/cells/load-low-1/logs/server-page-0.log"));
    assert.match(readFileSync(log!, "utf8"), /^(still here\n){10,}$/);
  });
});
