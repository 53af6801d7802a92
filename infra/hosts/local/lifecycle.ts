/** The lifecycle of emulated nodes and links. */
import { appendFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { deletesFile, homeDir, type ProcessKind } from "../../home.ts";
import { startDaemon } from "./start-daemon.ts";
import { endDaemon } from "./end-daemon.ts";
import { isAlive } from "./daemon.ts";
import { readySchema, type Quota } from "./control.ts";

/** Inputs of the resource: the daemon's key and settings. Plain data without paths. */
export interface DaemonInputs {
  stack: string;
  kind: ProcessKind;
  name: string;
  spec: Record<string, unknown>;
}

export interface DaemonOutputs extends DaemonInputs {
  pid: number;
  startTicks: string;
  quota: Quota;
  control: string;
  token: string;
  createMs: number;
  readyMs: number;
}

const identitySchema = readySchema.pick({ pid: true, startTicks: true });

export async function create(inputs: DaemonInputs): Promise<{ id: string; outs: DaemonOutputs }> {
  const { stack, kind, name, spec } = inputs;
  const { ready, control, createMs, readyMs } = await startDaemon({ stack, kind, name }, spec);
  const { pid, startTicks, quota } = ready;
  const outs = { stack, kind, name, spec, pid, startTicks, quota, createMs, readyMs };
  return {
    id: `${stack}/${kind}/${name}/${pid}-${startTicks}`,
    outs: { ...outs, control: control.url, token: control.token },
  };
}

/**
 * Any change replaces the daemon. So does its death: `up` then repairs the stack without a refresh. Both daemons use
 * the same folder, so the old one is deleted first.
 */
export function diff(olds: DaemonOutputs, news: DaemonInputs) {
  const keys = ["stack", "kind", "name", "spec"] as const;
  const replaces: string[] = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  if (!isAlive(olds)) replaces.push("pid");
  return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
}

/** A dead daemon counts as deleted: the next `up` creates it again. */
export function read(id: string, props: DaemonOutputs) {
  return isAlive(props) ? { id, props } : { id: "" };
}

export async function remove(props: DaemonInputs): Promise<void> {
  const { stack, kind, name } = props;
  const fromMs = performance.now();
  await endDaemon({ stack, kind, name }, identitySchema.safeParse(props).data);
  const line = { name, deleteMs: Math.round(performance.now() - fromMs), at: new Date().toISOString() };
  await appendFile(deletesFile(homeDir(), stack), `${JSON.stringify(line)}\n`).catch(() => undefined);
}
