/** Where a part of a load runs, away from this machine, and how its shell is reached. */
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { startTimer } from "../../../../../base/timer.ts";
import { fetchScript, type PartPaths } from "./scripts.ts";

export interface ToolRunner {
  /** In messages, such as `pod 0`. */
  name: string;
  paths: PartPaths;
  /** At which the other runners reach it. */
  address: string;
  /**
   * Starts a shell script there, which reads nothing. The stream is its output, and is destroyed with an error if the script
   * fails, or if its output did not come whole.
   */
  open: (script: string) => Promise<Readable>;
  /** How the machine or pod itself ended; it follows "it". */
  ended: Promise<string>;
}

/** Longer than any script takes. */
const SCRIPT_LIMIT_MS = 60_000;
/** Of one file of results. */
const FETCH_LIMIT_MS = 600_000;

async function opened<T>({ open }: ToolRunner, script: string, limitMs: number, use: (stream: Readable) => Promise<T>) {
  const stream = await open(script);
  const timer = startTimer(limitMs, () => stream.destroy(new Error(`no answer within ${limitMs / 1000} s`)));
  try {
    return await use(stream);
  } finally {
    timer.cancel();
    stream.destroy();
  }
}

/** What a script prints. @throws if the runner is not reached, or its connection is lost */
export const read = (runner: ToolRunner, script: string): Promise<string> =>
  opened(runner, script, SCRIPT_LIMIT_MS, text);

/** Copies a file of the results to this machine. @throws as `read`, and if the file did not come whole */
export const fetch = (runner: ToolRunner, file: string, to: string): Promise<void> =>
  opened(runner, fetchScript(runner.paths, file), FETCH_LIMIT_MS, (stream) =>
    pipeline(stream, createGunzip(), createWriteStream(to)),
  );
