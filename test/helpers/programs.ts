/** Programs for tests, as a node takes them. */
import { tmpdir } from "node:os";
import { readFileSync, readdirSync } from "node:fs";
import type { Program } from "../../lab/protocol/node.ts";

export const aProgram = (command: string[], of: Partial<Program> = {}): Program => ({
  command,
  folder: tmpdir(),
  health: null,
  timeoutMs: 20_000,
  version: "1",
  ...of,
});

/** Answers every request with the value of the variable NAME. */
export const SERVER = [
  process.execPath,
  "-e",
  "require('node:http').createServer((_, answer) => answer.end(process.env.NAME ?? 'ok')).listen(process.env.PORT, '127.0.0.1')",
];

export const shell = (script: string): string[] => ["sh", "-c", script];

/** Ids of running processes whose command line contains a text. */
export function pidsWith(text: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
      } catch {
        return false;
      }
    });
}
