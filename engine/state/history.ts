/** The updates of a stack, each with its checkpoint: Pulumi's history and backups folders. */
import { copyFile, mkdir, readFile, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { StepOp } from "../model.ts";
import { writeAtomic } from "../../base/atomic-file.ts";
import { StateError } from "../errors.ts";
import type { StackLayout, StackName } from "./layout.ts";

export type UpdateKind = "update" | "preview" | "refresh" | "rename" | "destroy" | "import" | "resource-import";

export interface UpdateInfo {
  kind: UpdateKind;
  /** Unix seconds. */
  startTime: number;
  /** Unix seconds. */
  endTime: number;
  message: string;
  environment: Record<string, string>;
  /** As in the stack file: a secret is `{secure: ciphertext}`. */
  config: Record<string, unknown>;
  /** Counted by Pulumi Cloud only; 0 in files. */
  version?: number;
  result: "succeeded" | "failed" | "in-progress" | "not-started";
  resourceChanges?: Partial<Record<StepOp, number>>;
}

const HISTORY = ".history.json";

/** Adds an update to the history with a copy of the checkpoint, and a backup. */
export async function recordUpdate(layout: StackLayout, name: StackName, info: UpdateInfo, now: Date): Promise<void> {
  const stamp = nanoseconds(now);
  // In the order of Pulumi's own file.
  const { kind, startTime, message, environment, config, version = 0, result, endTime, resourceChanges } = info;
  const written = { kind, startTime, message, environment, config, version, result, endTime, resourceChanges };
  const history = join(layout.historyDir, `${name.stack}-${stamp}`);
  await writeAtomic(`${history}${HISTORY}`, JSON.stringify(written, null, 4));
  await copyFile(layout.stateFile, `${history}.checkpoint.json`);
  await mkdir(layout.backupDir, { recursive: true });
  await copyFile(layout.stateFile, join(layout.backupDir, `${name.stack}.${stamp}.json`));
}

/** Files of a stack's history begin with its name. */
export async function moveHistory(
  from: StackLayout,
  oldName: StackName,
  to: StackLayout,
  newName: StackName,
): Promise<void> {
  const names = (await readdir(from.historyDir).catch(() => [])).filter((name) => name.startsWith(`${oldName.stack}-`));
  if (names.length === 0) return;
  await mkdir(to.historyDir, { recursive: true });
  const moves = names.map((name) => {
    const renamed = newName.stack + name.slice(oldName.stack.length);
    return rename(join(from.historyDir, name), join(to.historyDir, renamed));
  });
  await Promise.all(moves);
}

/**
 * Newest first.
 * @param skip how many of the newest are left out
 * @param limit at most so many
 * @throws StateError `STATE_UNREADABLE`
 */
export async function readHistory(layout: StackLayout, skip = 0, limit = Infinity): Promise<UpdateInfo[]> {
  const names = (await readdir(layout.historyDir).catch(() => [])).filter((name) => name.endsWith(HISTORY)).sort();
  const wanted = names.reverse().slice(skip, skip + limit);
  return Promise.all(wanted.map((name) => readUpdate(join(layout.historyDir, name))));
}

async function readUpdate(path: string): Promise<UpdateInfo> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as UpdateInfo;
  } catch (cause) {
    throw new StateError("STATE_UNREADABLE", `reading history file ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Pulumi puts nanoseconds since 1970 in these names. The clock's resolution is below that; names stay in order. */
const nanoseconds = (now: Date): string =>
  `${BigInt(now.getTime()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n)}`;
