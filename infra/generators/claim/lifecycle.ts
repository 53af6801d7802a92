/** Lifecycle of GeneratorClaim: creates nothing but a name, and removes what loads have put on the machine when it is deleted. */
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SshTarget } from "../../ssh/connection.ts";
import { removeOrRecord, type Removal } from "../../ssh/left-over.ts";
import { exactly, releaseScript, SUFFIX } from "./scripts.ts";

export interface ClaimProps {
  stack: string;
  /** The generator's name. */
  node: string;
  target: SshTarget;
}

const LIMITS = { connectMs: 30_000, scriptMs: 60_000 };

/** The ID is the claim. Stacks of the same name may share a machine, so it ends in random characters. */
export function create({ stack, node, target }: ClaimProps): { id: string; outs: ClaimProps } {
  return { id: `${stack}-${randomBytes(SUFFIX / 2).toString("hex")}`, outs: { stack, node, target } };
}

/** Replaces the resource for another home on another machine; another key is an update. */
export function diff(olds: ClaimProps, news: ClaimProps) {
  const home = ({ target: { host, user } }: ClaimProps) => ({ host, user });
  const replaces = [
    ...(["stack", "node"] as const).filter((key) => olds[key] !== news[key]),
    ...(isDeepStrictEqual(home(olds), home(news)) ? [] : ["target"]),
  ];
  return { changes: replaces.length > 0 || !isDeepStrictEqual(olds.target, news.target), replaces };
}

/** @param claims as a pattern of the shell (scripts.ts) @param user whose home it is */
export const releaseOf = (stack: string, node: string, user: string, claims: string): Removal => ({
  stack,
  node,
  what: "the load generator",
  script: releaseScript(claims),
  user: { name: user },
});

/** A failure on the machine never throws: it is recorded as left over. */
export const remove = (claim: string, { stack, node, target }: ClaimProps): Promise<void> =>
  removeOrRecord(releaseOf(stack, node, target.user, exactly(claim)), target, LIMITS);
