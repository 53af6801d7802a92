/** The history of a stack's updates, each with its checkpoint, in Pulumi's history and backups folders. */
import { copyFile, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StepOp } from "../model.ts";
import { writeAtomic } from "../../base/atomic-file.ts";
import { messageOf } from "../../base/errors.ts";
import { parseExact, stringifyExact } from "../../base/exact-json.ts";
import { makeFolder } from "../../base/folder.ts";
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
  /** In the form of the stack file: a secret is `{secure: ciphertext}`. */
  config: Record<string, unknown>;
  /** Always 0 in file backends; only Pulumi Cloud counts versions. */
  version?: number;
  result: "succeeded" | "failed" | "in-progress" | "not-started";
  resourceChanges?: Partial<Record<StepOp, number>>;
}

const HISTORY = ".history.json";

/** Adds an update to the history, with a copy of the checkpoint, and makes a backup. */
export async function recordUpdate(layout: StackLayout, name: StackName, info: UpdateInfo, now: Date): Promise<void> {
  const stamp = nanoseconds(now);
  // The field order of Pulumi's files.
  const { kind, startTime, message, environment, config, version = 0, result, endTime, resourceChanges } = info;
  const written = { kind, startTime, message, environment, config, version, result, endTime, resourceChanges };
  const history = join(layout.historyDir, `${name.stack}-${stamp}`);
  const files = [
    `${history}${HISTORY}`,
    `${history}.checkpoint.json`,
    join(layout.backupDir, `${name.stack}.${stamp}.json`),
  ];
  try {
    await writeAtomic(files[0]!, stringifyExact(written, 4));
    await copyFile(layout.stateFile, files[1]!);
    makeFolder(layout.backupDir);
    await copyFile(layout.stateFile, files[2]!);
  } catch (cause) {
    await Promise.all(files.map((file) => rm(file, { force: true }).catch(() => {})));
    throw new StateError(
      "STATE_HISTORY_NOT_WRITTEN",
      `The history of the stack could not be written: ${messageOf(cause)}. It lacks this operation; the state is as the operation left it, in ${layout.stateFile}.`,
      { cause },
    );
  }
}

/** Moves a renamed stack's history: its files have the stack's name as prefix. */
export async function moveHistory(
  from: StackLayout,
  oldName: StackName,
  to: StackLayout,
  newName: StackName,
): Promise<void> {
  const names = (await readdir(from.historyDir).catch(() => [])).filter((name) => name.startsWith(`${oldName.stack}-`));
  if (names.length === 0) return;
  makeFolder(to.historyDir);
  const moves = names.map((name) => {
    const renamed = newName.stack + name.slice(oldName.stack.length);
    return rename(join(from.historyDir, name), join(to.historyDir, renamed));
  });
  await Promise.all(moves);
}

/**
 * Returns updates, newest first.
 * @param skip number of the newest updates to leave out
 * @param limit maximum number of updates
 * @throws StateError `STATE_UNREADABLE`
 */
export async function readHistory(layout: StackLayout, skip = 0, limit = Infinity): Promise<UpdateInfo[]> {
  const names = (await readdir(layout.historyDir).catch(() => [])).filter((name) => name.endsWith(HISTORY)).sort();
  const wanted = names.reverse().slice(skip, skip + limit);
  return Promise.all(wanted.map((name) => readUpdate(join(layout.historyDir, name))));
}

async function readUpdate(path: string): Promise<UpdateInfo> {
  try {
    return parseExact(await readFile(path, "utf8")) as UpdateInfo;
  } catch (cause) {
    throw new StateError("STATE_UNREADABLE", `reading history file ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Pulumi's file names contain nanoseconds since 1970. The clock has milliseconds; the rest keeps names distinct. */
const nanoseconds = (now: Date): string =>
  `${BigInt(now.getTime()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n)}`;
