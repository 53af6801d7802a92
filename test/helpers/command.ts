/** Starts the real command on stacks of a test, and finds the processes that it left running. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./imports.ts";
import type { TinyStacks } from "./tiny-stacks.ts";

export interface Started {
  child: ChildProcess;
  /** What it printed so far. */
  text: () => string;
  /** Of it, what went to stdout. */
  out: () => string;
  /** Resolves when the output matches. Rejects if the command ends before. */
  sees: (pattern: RegExp) => Promise<void>;
  ended: Promise<number | string>;
}

export function start(stacks: Pick<TinyStacks, "dir" | "env">, ...args: string[]): Started {
  const child = spawn(process.execPath, [join(root, "cli/main.mjs"), "-C", stacks.dir, ...args], { env: stacks.env });
  let text = "";
  let out = "";
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  let more = Promise.withResolvers<void>();
  const add = (chunk: Buffer): void => {
    text += chunk.toString();
    more.resolve();
    more = Promise.withResolvers();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    add(chunk);
  });
  child.stderr.on("data", add);
  const sees = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) {
      const hasEnded = await Promise.race([more.promise.then(() => false), ended.then(() => true)]);
      if (hasEnded) assert.match(text, pattern);
    }
  };
  return { child, text: () => text, out: () => out, sees, ended };
}

/** Command lines that name the stacks' home: supervisors and links. Replicas end with them. */
export function processesOf({ home }: Pick<TinyStacks, "home">): string[] {
  return globSync("/proc/[0-9]*/cmdline").flatMap((file) => {
    try {
      const command = readFileSync(file, "utf8").replaceAll("\0", " ");
      return command.includes(home) ? [command] : [];
    } catch {
      return [];
    }
  });
}
