/** Lifecycle of Uninstall: creates nothing, and removes K3s from an existing machine when it is deleted. */
import { isDeepStrictEqual } from "node:util";
import type { SshTarget } from "../../ssh/connection.ts";
import { removeOrRecord, type Removal } from "../../ssh/left-over.ts";
import { DEFAULT_LIMITS, uninstallScript } from "../scripts/index.ts";

export interface UninstallInputs {
  stack: string;
  /** The node's name. */
  node: string;
  /** Null: there is no SSH access, so the machine's owner must uninstall K3s. */
  target: SshTarget | null;
  /** How long the machine may take to answer. */
  connectLimitMs: number;
}

const KEYS = ["stack", "node", "target", "connectLimitMs"] as const;

export function create(inputs: UninstallInputs): { id: string; outs: UninstallInputs } {
  const { stack, node, target, connectLimitMs } = inputs;
  return { id: `${stack}/${node}`, outs: { stack, node, target, connectLimitMs } };
}

/** Replaces the resource for another node only; other SSH access is an update. */
export function diff(olds: UninstallInputs, news: UninstallInputs) {
  const changed = KEYS.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  const replaces = changed.filter((key) => key === "stack" || key === "node");
  return { changes: changed.length > 0, replaces };
}

/** K3s' own script would also remove the binary and the images that an air-gapped machine's owner put there. */
export const uninstallOf = (stack: string, node: string): Removal => ({
  stack,
  node,
  what: "K3s",
  script: uninstallScript(),
  user: "root",
});

/** A failure on the machine never throws: it is recorded as left over. */
export function remove({ stack, node, target, connectLimitMs }: UninstallInputs): Promise<void> {
  const scriptMs = (DEFAULT_LIMITS.uninstallS + 60) * 1000;
  return removeOrRecord(uninstallOf(stack, node), target, { connectMs: connectLimitMs, scriptMs });
}
