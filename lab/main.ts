/**
 * `npm run lab -- PHASE`: rehearses phases against simulated clouds whose machines are real Linux hosts on this machine.
 * See docs/lab.md.
 */
import { Command, CommanderError } from "commander";
import { formatDuration } from "../base/duration.ts";
import { messageOf } from "../base/errors.ts";
import { LabError } from "./errors.ts";
import { labDir } from "./folder.ts";
import { PHASES, type Phase } from "./phases/project.ts";
import { checkText, runPhase, type PhaseResult } from "./phases/run-phase.ts";
import { endLab, startLab } from "./server/start.ts";
import { LabClient } from "./server/client.ts";

interface RunOptions {
  engine: "embedded" | "pulumi";
  keep?: true;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command("lab")
  .description("Rehearses the phases on this machine: simulated clouds, real hosts, real Kubernetes")
  .exitOverride();

for (const phase of [...PHASES, "all"] as const)
  program
    .command(phase)
    .description(phase === "all" ? "all phases, one after the other" : `brings ${phase} up, checks and destroys it`)
    .option("--engine <engine>", "embedded, or pulumi: the real CLI, which must be on PATH", "embedded")
    .option("--keep", "leave the stack and the lab up")
    .action(async (options: RunOptions) => {
      process.exitCode = await rehearse(phase === "all" ? PHASES : [phase], options);
    });

program
  .command("status")
  .description("machines, and what the clouds hold")
  .action(async () => {
    const { machines, resources, operator } = await new LabClient(labDir()).status();
    print(`operator  ${operator.address}, network namespace ${operator.namespace}`);
    for (const { name, cloud, state } of machines) print(`${name}  ${cloud}, ${state}`);
    for (const resource of resources) print(resource);
  });

program
  .command("down")
  .description("ends the lab: all of its machines, networks and processes")
  .action(() => endLab(labDir()));

async function rehearse(phases: readonly Phase[], options: RunOptions): Promise<number> {
  const { engine } = options;
  const keep = options.keep === true;
  const dir = labDir();
  const began = performance.now();
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());
  const lab = await startLab(dir, print);
  const results: PhaseResult[] = [];
  try {
    for (const phase of phases) {
      if (stopped.signal.aborted) break;
      print(`\n${phase}`);
      results.push(await runPhase(lab, phase, { dir, engine, keep, signal: stopped.signal, print }));
    }
  } finally {
    if (!keep) await endLab(dir);
  }
  const failed = results.flatMap(({ phase, checks }) =>
    checks.filter(({ holds }) => !holds).map((check) => ({ phase, check })),
  );
  const held = results.reduce((sum, { checks }) => sum + checks.length, 0) - failed.length;
  print(`\n${held} checks held, ${failed.length} did not, in ${formatDuration(performance.now() - began)} (emulated)`);
  for (const { phase, check } of failed) print(`${phase}: ${checkText(check)}`);
  if (stopped.signal.aborted) return 105;
  return failed.length > 0 ? 1 : 0;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const code = error instanceof LabError ? error.code : "LAB_UNEXPECTED";
    process.stderr.write(`error[${code}]: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
