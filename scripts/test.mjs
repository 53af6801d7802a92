/**
 * Runs the tests in parts, each with its own mocha, then prints the sums:
 *
 * - unit: `X.test.ts`, which start no processes and do not wait, as a guard checks; two files at a time
 * - system: `X.system.test.ts`; three files at a time, since they wait for processes
 * - serial: `X.serial.system.test.ts`, which deploy whole stacks with time limits and loads, and so run alone
 *
 * `node scripts/test.mjs [unit | engine | system] [mocha's options]` runs some of them: `engine` runs all parts of the
 * engine's tests, `system` the last two parts of all others. If the arguments name test files, it runs mocha with them.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const root = join(import.meta.dirname, "..");
const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");

const isSerial = (file) => file.endsWith(".serial.system.test.ts");
const isSystem = (file) => file.endsWith(".system.test.ts") && !isSerial(file);
const isUnit = (file) => !file.endsWith(".system.test.ts");
const isEngine = (file) => file.startsWith("test/engine/");

const PARTS = [
  { name: "unit", jobs: 2, has: isUnit, options: ["--require", "./test/helpers/unit-guard.ts"] },
  { name: "system", jobs: 3, has: isSystem, env: fastStart() },
  { name: "serial", jobs: 1, has: isSerial, env: fastStart() },
];
/** The parts that a mode runs, and the files that it selects. */
const MODES = {
  all: { parts: ["unit", "system", "serial"], has: () => true },
  unit: { parts: ["unit"], has: () => true },
  engine: { parts: ["unit", "system", "serial"], has: isEngine },
  system: { parts: ["system", "serial"], has: (file) => !isEngine(file) },
};

const OUTCOMES = ["passing", "failing", "pending"];

const [first, ...rest] = process.argv.slice(2);
const mode = first in MODES ? first : "all";
const options = first === undefined || first in MODES ? rest : [first, ...rest];
// The terminal also sends the signal to mocha; this process still prints the sums of what ran until then.
process.on("SIGINT", () => undefined);

if (options.some((option) => /^test\/|\.ts$/.test(option))) process.exit((await runMocha(options)).code);

const files = globSync("test/**/*.test.ts", { cwd: root, exclude: ["test/fixtures/**"] }).sort();
const sums = { passing: 0, failing: 0, pending: 0 };
const times = [];
let failed = false;
for (const { name, jobs, has, env, options: own = [] } of PARTS.filter((part) =>
  MODES[mode].parts.includes(part.name),
)) {
  const chosen = files.filter((file) => has(file) && MODES[mode].has(file));
  if (chosen.length === 0) continue;
  process.stdout.write(`\n${name}: ${chosen.length} files\n`);
  const started = performance.now();
  const parallel = jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : [];
  const { code, counts } = await runMocha([...parallel, ...own, ...options, ...chosen], env);
  times.push(`${name} ${Math.round((performance.now() - started) / 1000)} s`);
  for (const outcome of OUTCOMES) sums[outcome] += counts[outcome];
  failed ||= code !== 0;
}
// Mocha can fail without a failing test, such as when a file cannot be loaded.
if (failed && sums.failing === 0) sums.failing = 1;
process.stdout.write(
  `\n${OUTCOMES.map((outcome) => `${sums[outcome]} ${outcome}`).join(", ")} (${times.join(", ")})\n`,
);
process.exit(failed ? 1 : 0);

/** Environment in which the processes that tests start take less CPU time until they do something. */
function fastStart() {
  return { NODE_COMPILE_CACHE: join(tmpdir(), "stackmark-compile-cache") };
}

/** Passes mocha's output through, and reads its counts from it. */
function runMocha(args, env = {}) {
  return new Promise((resolve, reject) => {
    const colour = process.stdout.isTTY && !process.env.NO_COLOR ? ["--color"] : [];
    const child = spawn(process.execPath, [mocha, ...colour, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["inherit", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const plain = stripVTControlCharacters(text);
      const count = (outcome) => Number([...plain.matchAll(RegExp(`^ +(\\d+) ${outcome}`, "gm"))].at(-1)?.[1] ?? 0);
      const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)]));
      resolve({ code: signal === null ? code : 1, counts });
    });
  });
}
