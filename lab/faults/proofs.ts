/** What is true after a fault, and was promised. Each proof returns problems; none: the promise was kept. */
import { processesIn } from "../processes.ts";
import { changedSince, filesOf } from "../secrets/files.ts";
import { secretsInClear } from "../secrets/search.ts";
import { holdsWithin } from "../wait.ts";
import { settled } from "./advice.ts";
import type { Bench, StackName } from "./bench.ts";
import { differences, type Expected } from "./truth.ts";

const ENDED = { limitMs: 30_000, everyMs: 250 };
/** The tunnel of its network. */
const LAB_OWN = /^socat TUN/;

/** The state is what the clouds hold, once nothing changes there. */
export async function stateProblems(bench: Bench, stack: StackName, expected: Expected): Promise<string[]> {
  const isSettled = await settled(bench.console);
  const inventory = await bench.console.inventory();
  const { unknown, absent } = differences(await bench.deployment(stack), inventory, expected);
  return [
    ...(isSettled ? [] : ["an operation of the clouds does not end"]),
    ...unknown.map((id) => `in no state: ${id}`),
    ...absent.map((urn) => `not in the clouds: ${urn.split("::").slice(-2).join(" ")}`),
  ];
}

/** A destroy has left nothing. */
export async function leftOver({ lab }: Bench): Promise<string[]> {
  const { machines, resources } = await lab.status();
  const inClouds = machines.filter(({ cloud }) => cloud !== "existing").map(({ name }) => `machine ${name} is left`);
  return [...resources.map((each) => `left in the clouds: ${each}`), ...inClouds];
}

/** No process outlives the command that started it. */
export async function orphans({ namespace }: Bench): Promise<string[]> {
  const own = async () => (await processesIn(namespace)).filter(({ commandLine }) => !LAB_OWN.test(commandLine));
  await holdsWithin(async () => (await own()).length === 0, ENDED);
  return (await own()).map(({ commandLine }) => `still runs: ${commandLine.slice(0, 120)}`);
}

/**
 * No secret is in clear.
 *
 * @param commandLines seen while commands ran
 * @param sinceMs only files that changed since then are read
 */
export function leaks({ dir, secrets }: Bench, commandLines: Iterable<string>, sinceMs: number): string[] {
  const files = changedSince(filesOf(dir), sinceMs);
  return secretsInClear(secrets, { files, commandLines }).map((where) => `a secret in clear: ${where}`);
}
