/**
 * Stacks in the simulated clouds whose operator is gone, whose time has come, or that were stopped half-way: how each ends,
 * and whether something of it is left, or something of its neighbours touched.
 */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Random } from "../../../../base/random.ts";
import { isMachine, setPower } from "../../../../cli/clouds/power.ts";
import { allOf, deleteAll, planSweep } from "../../../../cli/clouds/sweep.ts";
import { descriptionOf } from "../../../../infra/catalog/tags.ts";
import type { InventoryEntry } from "../../../../lab/clouds/index.ts";
import type { JsonObject } from "../../../../lab/clouds/json.ts";
import { eventually } from "../../../helpers/eventually.ts";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";

export type Ending = "killed" | "half-destroyed" | "paused" | "expired";

export interface Ended {
  ending: Ending;
  /** Resources of the stack in the clouds when its operator was gone. */
  resources: number;
  /** Its machines that ran then, and still after their time had come. */
  running: { before: string[]; after: string[] };
  /** How it ended. */
  end: "sweep" | "destroy";
  /** IDs of what is left of it. */
  left: string[];
  /** Neighbours' resources that are gone or changed. */
  touched: string[];
  /** What said that it failed. */
  problems: string[];
}

const STACK = "multicloud";
const HOUR_MS = 3_600_000;
const AFTER_EXPIRY_MS = 4 * HOUR_MS + 120_000;
/** Slow enough that a kill meets resources that are half made. */
const PACE = { speed: 1, slowness: 0.01 };
const MAX_DELAY_MS = 200;
/** Of the whole stack. */
const RESOURCES = 27;
const PATIENCE_MS = 60_000;
/** Of the event loop, in which the clouds' guards act, one after the other. */
const GUARD_TURNS = 100;

const FUTURE = { "stackmark-stack": STACK, "stackmark-run": "0a1b2c3d", "stackmark-expires": "2099-01-01t0000z" };
/** Addresses of others, with nearly the tags and names of a stack that has expired, by name. */
const ADDRESSES: Readonly<Record<string, Record<string, string>>> = {
  "not-expired": { ...FUTURE, "stackmark-stack": "multicloud2" },
  "stackmark-multicloud2-gcp-worker": { ...FUTURE, "stackmark-stack": "multicloud2", "stackmark-expires": "never" },
  "no-run": { "stackmark-stack": "multicloud2", "stackmark-expires": "2020-01-01t0000z" },
  "other-key": { ...FUTURE, "stackmark-stack": "", stack: STACK, "stackmark-expires": "2020-01-01t0000z" },
};
/** Networks of others, with nearly the description and name of one of a stack that has expired, by name. */
const NETWORKS: Readonly<Record<string, string>> = {
  "stackmark-multicloud2-network": descriptionOf({ ...FUTURE, "stackmark-stack": "multicloud2" }),
  "stackmark-multicloud-network2": "",
  "other-network": descriptionOf({ ...FUTURE, "stackmark-expires": "2020-01-01t0000z" }),
};
/** What others have in Google Cloud: requests by ID. */
const NEIGHBOURS = new Map<string, JsonObject>([
  ...Object.entries(ADDRESSES).map(
    ([name, labels]) =>
      [`projects/my-project/regions/us-central1/addresses/${name}`, { addressType: "EXTERNAL", labels }] as const,
  ),
  ...Object.entries(NETWORKS).map(
    ([name, description]) =>
      [`projects/my-project/global/networks/${name}`, { autoCreateSubnetworks: false, description }] as const,
  ),
]);
const isNeighbour = ({ id }: InventoryEntry): boolean => NEIGHBOURS.has(id);

/** @param seed decides when its operator is gone */
export async function endStack(ending: Ending, seed: number): Promise<Ended> {
  await using project = await MachinesProject.open(STACK, phase(STACK), PACE);
  for (const [id, body] of NEIGHBOURS) project.clouds.gcp.put(id, body, "create");
  await settled(project);
  const before = neighboursIn(project);
  const problems: string[] = [];
  const random = new Random(seed, 0);
  if (ending === "killed") await killWhile(project, "up", random);
  else await mustSucceed(project, "up", problems);
  const running: Ended["running"] = { before: runningIn(project), after: [] };
  if (ending === "half-destroyed") await killWhile(project, "destroy", random);
  const resources = ownIn(project).length;
  if (ending === "paused") await pause(project, problems);
  // What was half destroyed is destroyed again before its time has come: nobody need wait.
  if (ending !== "half-destroyed") running.after = await runningAfterExpiry(project, problems);
  const end = ending === "killed" || ending === "paused" ? "sweep" : "destroy";
  if (end === "sweep") await sweep(project, problems);
  else await mustSucceed(project, "destroy", problems);
  const left = ownIn(project).map(({ id }) => id);
  // The state of a swept stack must not be in the way of the next one.
  if (end === "sweep") await mustSucceed(project, "destroy", problems);
  const after = new Set(neighboursIn(project));
  return { ending, resources, running, end, left, touched: before.filter((each) => !after.has(each)), problems };
}

const ownIn = ({ clouds }: MachinesProject): InventoryEntry[] =>
  clouds.inventory().filter((each) => !isNeighbour(each));

const neighboursIn = ({ clouds }: MachinesProject): string[] =>
  clouds
    .inventory()
    .filter(isNeighbour)
    .map((each) => JSON.stringify(each));

const runningIn = ({ clouds }: MachinesProject): string[] =>
  clouds.meters().flatMap(({ item, toMs, resource }) => (item === "compute" && toMs === null ? [resource] : []));

/** Resolves once nothing goes on in the clouds. */
const settled = ({ clouds }: MachinesProject): Promise<void> =>
  eventually(() => clouds.inventory().every(({ state }) => !state.endsWith("ing")), "the clouds are idle");

/** Kills all processes of an update or destroy once so many resources are made or gone, and a moment later. */
async function killWhile(project: MachinesProject, verb: "up" | "destroy", random: Random): Promise<void> {
  const first = ownIn(project).length;
  const change = random.integer(1, verb === "up" ? RESOURCES : first);
  const child = project.start(verb);
  let hasEnded = false;
  const ended = once(child, "exit").then(() => (hasEnded = true));
  await eventually(
    () => hasEnded || Math.abs(ownIn(project).length - first) >= change,
    `${verb} comes that far`,
    PATIENCE_MS,
  );
  await new Promise((resolve) => setTimeout(resolve, random.between(0, MAX_DELAY_MS)));
  if (!hasEnded) process.kill(-child.pid!, "SIGKILL");
  await ended;
  await settled(project);
}

async function mustSucceed(project: MachinesProject, verb: "up" | "destroy", problems: string[]): Promise<void> {
  const { result } = await project[verb]();
  const said = project.said();
  if (result !== "succeeded") problems.push(`${verb} ${result}: ${said}`);
}

const contextOf = ({ dir }: MachinesProject) => ({ env: { STACKMARK_LAB: dir } });

async function pause(project: MachinesProject, problems: string[]): Promise<void> {
  for (const { cloud, id, kind } of ownIn(project).filter(isMachine)) {
    const problem = await setPower(contextOf(project), { cloud, id, kind, tags: {} }, "stopped");
    if (problem !== undefined) problems.push(`${id} was not stopped: ${problem}`);
  }
}

/** A machine that still runs is a problem unless its operator was gone before its guard was made. */
async function runningAfterExpiry(project: MachinesProject, problems: string[]): Promise<string[]> {
  project.clock.advance(AFTER_EXPIRY_MS);
  for (let turn = 0; turn < GUARD_TURNS; turn += 1) await setImmediate();
  await settled(project);
  const running = runningIn(project);
  const guards = ownIn(project).map(({ id }) => id.split("/").at(-1)!);
  for (const id of running) {
    const isInAzure = id.startsWith("/");
    if (!isInAzure || guards.includes(`shutdown-computevm-${id.split("/").at(-1)!}`))
      problems.push(`${id} runs after its time`);
  }
  return running;
}

async function sweep(project: MachinesProject, problems: string[]): Promise<void> {
  const plan = await planSweep(contextOf(project), ["my-project"], project.clock.nowMs());
  problems.push(...plan.notAsked);
  await deleteAll(contextOf(project), allOf(plan), ({ id }, problem) => {
    if (problem !== undefined) problems.push(`${id} was not deleted: ${problem}`);
  });
}
