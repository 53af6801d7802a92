/** Runs a phase in a lab of its own, as a user does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tracesOf, type Traces } from "../../../lab/machines/sweep.ts";
import { root } from "../../helpers/imports.ts";

export interface Rehearsal {
  exitCode: number | null;
  /** What was seen, by title, of checks that held. */
  held: Map<string, string>;
  /** Lines of checks that did not. */
  failed: string[];
  output: string;
  /** On this machine, after the lab has ended. */
  left: Traces;
}

const CHECK = /^([✓✗]) (.+?) \((.*)\)$/;
/** Of the output, for messages: who reads them does not need the progress of an hour. */
const TAIL_LINES = 60;

export async function rehearse(phase: string): Promise<Rehearsal> {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  const lab = (...words: string[]) =>
    spawn(process.execPath, [join(root, "lab/main.ts"), ...words], {
      env: { ...process.env, STACKMARK_LAB: dir },
      stdio: ["ignore", "pipe", "pipe"],
    });
  try {
    const child = lab(phase);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [exitCode] = (await once(child, "close")) as [number | null];
    const found = output.split("\n").flatMap((line) => CHECK.exec(line) ?? []);
    const checks = Array.from({ length: found.length / 4 }, (_, i) => found.slice(4 * i, 4 * i + 4));
    return {
      exitCode,
      held: new Map(checks.filter(([, sign]) => sign === "✓").map(([, , title, seen]) => [title!, seen!])),
      failed: checks.filter(([, sign]) => sign === "✗").map(([line]) => line!),
      output: output.split("\n").slice(-TAIL_LINES).join("\n"),
      left: await tracesOf(dir),
    };
  } finally {
    await once(lab("down"), "close");
    rmSync(dir, { recursive: true, force: true });
  }
}
