/** A K3s of the user's own, which machines install instead of the lab's. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isExecutable } from "../../base/executable.ts";
import { LabError } from "../errors.ts";

export interface GivenK3s {
  /** Absolute path of the program. */
  path: string;
  /** What the program says it is, such as `v1.35.5+k3s1`. */
  version: string;
}

const VERSION_LIMIT_MS = 30_000;
/** As far as the processor in the header of an ELF file. */
const HEAD_BYTES = 20;
const MACHINE_OFFSET = 18;
/** `e_machine` of ELF, by Node's name of the processor. */
const MACHINES: Partial<Record<NodeJS.Architecture, number>> = { x64: 62, arm64: 183 };
/** Releases that stack files can name. */
const VERSION = /^k3s version (v\d+\.\d+\.\d+(?:-[a-z0-9.]+)?\+k3s\d+)(?:\s|$)/;

/**
 * What is wrong with a program, by its first bytes. Pure.
 * @param architecture of the machine that is to run it
 */
export function problemOf(head: Buffer, architecture: NodeJS.Architecture): string | undefined {
  // The lab's own K3s is a script.
  if (head.toString("latin1", 0, 2) === "#!") return undefined;
  const isElf = head.length === HEAD_BYTES && head.toString("latin1", 0, 4) === "\x7fELF";
  if (!isElf) return "it is no program for Linux: it is not an ELF file. Unpack it, or download it again";
  if (head.readUInt16LE(MACHINE_OFFSET) === MACHINES[architecture]) return undefined;
  return `it is built for another processor than this machine's (${architecture})`;
}

/** The version in what `k3s --version` prints; `undefined` if K3s does not print this. Pure. */
export const versionIn = (output: string): string | undefined => VERSION.exec(output)?.[1];

/** @throws LabError `LAB_K3S_UNUSABLE` */
export function readGivenK3s(given: string): GivenK3s {
  const path = resolve(given);
  const refuse: (why: string, cause?: unknown) => never = (why, cause) => {
    throw new LabError("LAB_K3S_UNUSABLE", `${path} cannot be used as K3s: ${why}.`, { cause });
  };
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) refuse("there is no such file");
  const problem = problemOf(headOf(path), process.arch);
  if (problem !== undefined) refuse(problem);
  if (!isExecutable(path)) refuse("it is not executable; `chmod 755` makes it so");
  const { stdout, stderr, status, error } = spawnSync(path, ["--version"], {
    encoding: "utf8",
    timeout: VERSION_LIMIT_MS,
  });
  if (error) refuse(`\`k3s --version\` failed (${error.message})`, error);
  if (status !== 0) refuse(`\`k3s --version\` ended with ${status}: ${stderr.trim()}`);
  const version = versionIn(stdout);
  if (version === undefined) refuse(`\`k3s --version\` names no release of K3s: ${stdout.split("\n")[0]}`);
  return { path, version };
}

function headOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
