/**
 * `npm run lab -- PHASE`: rehearses phases against simulated clouds whose machines are real Linux hosts on this machine.
 * See docs/lab.md.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../base/errors.ts";
import { findOnPath } from "../base/executable.ts";
import { LabError } from "./errors.ts";
import { labDir } from "./folder.ts";
import { FAULT_NAMES, FAULTS, type FaultName } from "./faults/catalog.ts";
import { runCampaign } from "./faults/campaign.ts";
import { outcomesFile, readOutcomes } from "./faults/outcomes.ts";
import { faultTable } from "./faults/report.ts";
import { readGivenK3s } from "./k3s/given.ts";
import { runOnMachine } from "./machines/terminal.ts";
import { PHASES, type Phase } from "./phases/project.ts";
import { machineOf } from "./phases/checks/nodes.ts";
import { Operator } from "./phases/operator.ts";
import { rehearse } from "./phases/rehearsal.ts";
import { statusLines } from "./phases/status-text.ts";
import { endLab } from "./server/start.ts";
import { LabClient } from "./server/client.ts";
import { missing } from "./setup/requirements.ts";
import { INTERRUPTED, stopSignal } from "./stop-signal.ts";

interface RunOptions {
  engine: "embedded" | "pulumi";
  keep?: true;
  thorough?: true;
  k3s?: string;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command("lab")
  .description("Rehearses the phases on this machine: simulated clouds, real hosts, real Kubernetes")
  .enablePositionalOptions()
  .exitOverride();

for (const phase of [...PHASES, "all"] as const)
  program
    .command(phase)
    .description(phase === "all" ? "all phases, one after the other" : `brings ${phase} up, checks and destroys it`)
    .addOption(
      new Option("--engine <engine>", "pulumi: the Pulumi CLI, which must be on PATH")
        .choices(["embedded", "pulumi"])
        .default("embedded"),
    )
    .option("--keep", "leave the stack and the lab up")
    .option("--thorough", "also make the checks that take minutes")
    .option("--k3s <path>", "a K3s of your own, which the machines install instead of the lab's")
    .action(async (options: RunOptions) => {
      process.exitCode = await run(phase === "all" ? PHASES : [phase], options);
    });

interface FaultOptions {
  seed: number;
  runs: number;
  only?: FaultName;
  hasty?: true;
  at?: number;
  resume?: true;
}

program
  .command("faults")
  .description("strikes operations with faults at random moments, and checks what was promised about each")
  .option("--seed <number>", "the same seed gives the same faults", wholeNumber, 1)
  .option("--runs <count>", "number of faults", wholeNumber, 20)
  .addOption(new Option("--only <fault>", "faults of one kind").choices(FAULT_NAMES))
  .option(
    "--hasty",
    "strikes creates, interrupts them, and strikes their destroy: half a minute a fault instead of several",
  )
  .option("--at <number>", "only the run of this number", wholeNumber)
  .option("--resume", "without the runs whose outcomes are in the lab's folder already")
  .action(async ({ seed, runs, only, hasty, at, resume }: FaultOptions) => {
    if (hasty && only !== undefined && FAULTS[only].needsEdge === true)
      program.error(`error: ${only} strikes only a stack that is up: leave --hasty out`);
    requireParts();
    const signal = stopSignal("the fault that goes on ends first, then what is up is destroyed", print);
    const { outcomes, problems } = await runCampaign({
      ...{ dir: labDir(), seed, runs, only: only ?? null, isHasty: hasty === true },
      ...{ at, resumes: resume === true, signal, print },
    });
    const isKept = problems.length === 0 && outcomes.every(({ outcome }) => outcome.problems.length === 0);
    process.exitCode = signal.aborted ? INTERRUPTED : isKept ? 0 : 1;
  });

program
  .command("fault-table")
  .description("the outcomes of all faults so far, as a table in Markdown")
  .argument("[files...]", "default: that of the lab's folder", [outcomesFile(labDir())])
  .action((files: string[]) => faultTable(files.flatMap(readOutcomes)).forEach(print));

program
  .command("status")
  .description("machines, and how many resources the clouds hold")
  .option("--json", "all of it, as JSON")
  .action(async ({ json }: { json?: true }) => {
    const status = await new LabClient(labDir()).status();
    if (json) print(JSON.stringify(status, null, 2));
    else statusLines(status).forEach(print);
  });

program
  .command("ssh")
  .description("a shell, or a command, as root on a machine of the lab; works also where SSH does not")
  .argument("<name>", "of the machine or its node")
  .argument("[command...]")
  .allowUnknownOption()
  .passThroughOptions()
  .action((name: string, command: string[]) => enter(name, command[0] === "--" ? command.slice(1) : command));

program
  .command("kubectl")
  .description("kubectl on the server of the cluster that is up")
  .argument("[args...]")
  .allowUnknownOption()
  .passThroughOptions()
  .helpOption(false)
  .action((args: string[]) => enter("server", ["k3s", "kubectl", ...args]));

program
  .command("stackmark")
  .description("`stackmark` with these arguments, as the lab's operator, who has its stacks, clouds and network")
  .argument("[args...]")
  .allowUnknownOption()
  .passThroughOptions()
  .helpOption(false)
  .action(async (args: string[]) => {
    const lab = new LabClient(labDir());
    const { namespace } = (await lab.status()).operator;
    const operator = new Operator({ dir: labDir(), namespace, passphrase: lab.passphrase });
    process.exitCode = await operator.inTerminal(args);
  });

program
  .command("down")
  .description("ends the lab: all of its machines, networks and processes")
  .action(() => endLab(labDir()));

async function enter(name: string, command: readonly string[]): Promise<void> {
  const { machines } = await new LabClient(labDir()).status();
  process.exitCode = await runOnMachine(machineOf(machines, name).pid, command);
}

/** @throws LabError `LAB_PARTS_MISSING` */
function requireParts(engine: RunOptions["engine"] = "embedded"): void {
  const lacks = missing();
  if (engine === "pulumi" && findOnPath("pulumi", process.env) === undefined)
    lacks.push("the Pulumi CLI (https://www.pulumi.com/docs/install)");
  if (lacks.length === 0) return;
  const lines = ["this machine lacks what the lab needs:", ...lacks.map((each) => `  - ${each}`)];
  throw new LabError("LAB_PARTS_MISSING", lines.join("\n"));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return value;
}

async function run(phases: readonly Phase[], options: RunOptions): Promise<number> {
  const { engine, k3s } = options;
  const [keep, isThorough] = [options.keep === true, options.thorough === true];
  const given = k3s === undefined ? undefined : readGivenK3s(k3s);
  requireParts(engine);
  if (given) print(`K3s: ${given.path}, ${given.version}`);
  const signal = stopSignal(keep ? "the stack and the lab stay" : "the stack is destroyed", print);
  const isHeld = await rehearse({ dir: labDir(), phases, given, engine, keep, isThorough, signal, print });
  return signal.aborted ? INTERRUPTED : isHeld ? 0 : 1;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const code = error instanceof LabError ? error.code : "LAB_UNEXPECTED";
    process.stderr.write(`error[${code}]: ${messageOf(error)}\n`);
    process.exitCode = code === "LAB_K3S_UNUSABLE" ? 2 : 1;
  }
}
