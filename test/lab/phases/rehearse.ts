/** Runs a phase in a lab of its own, as a user does. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../../base/temporary-folder.ts";
import { tracesOf, type Traces } from "../../../lab/machines/sweep.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { NO_TRACES } from "../helpers/no-traces.ts";

interface Rehearsal {
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

async function rehearse(phase: string): Promise<Rehearsal> {
  await using folder = await makeTemporaryFolder("lab-");
  const dir = folder.path;
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
  }
}

/** Rehearses a phase once. @param titles of checks that must be among those that held */
export function describePhase(phase: string, titles: readonly string[]): void {
  describe(`${phase} in the lab`, function () {
    this.timeout(1_800_000);
    let seen: Rehearsal;

    before(async function () {
      needsLab(this);
      seen = await rehearse(phase);
    });

    it("all checks hold, and the command says so", () => {
      assert.deepEqual(seen.failed, [], seen.output);
      assert.equal(seen.exitCode, 0, seen.output);
    });

    for (const title of titles) it(`${title}`, () => assert.ok(seen.held.has(title), seen.output));

    it("nothing of it is left on this machine", () => {
      assert.deepEqual(seen.left, NO_TRACES);
    });
  });
}
