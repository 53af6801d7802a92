/** Commands of the lab that are told to end, before any Kubernetes has started. */
import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { tracesOf } from "../../lab/machines/sweep.ts";
import { root } from "../helpers/imports.ts";
import { needsLab } from "../helpers/lab.ts";
import { temporaryFolder } from "../helpers/temporary.ts";
import { NO_TRACES } from "./helpers/no-traces.ts";

type Lab = ChildProcessByStdio<null, Readable, Readable>;

const STARTS = /^starting the lab/m;
const CREATES = /ResourceGroup azure created/;

/** What is asked, once what is printed, to end how, and what else is printed then. */
const CASES = [
  ["a phase while the lab starts", ["single"], STARTS, (lab: Lab) => lab.kill("SIGTERM"), /0 checks held/],
  [
    "a phase whose terminal is closed",
    ["single"],
    CREATES,
    (lab: Lab) => lab.kill("SIGHUP"),
    /✓ the clouds hold nothing/,
  ],
  ["a phase whose output nobody reads any more", ["single"], CREATES, (lab: Lab) => lab.stdout.destroy(), /^/],
  ["faults while the lab starts", ["faults", "--hasty"], STARTS, (lab: Lab) => lab.kill("SIGINT"), /faults: 0 of 0/],
] as const;

describe("a command of the lab that is told to end", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this);
  });

  for (const [what, words, moment, end, sign] of CASES)
    it(`${what} leaves nothing on this machine, and exits with 105`, async () => {
      const lab: Lab = spawn(process.execPath, [join(root, "lab/main.ts"), ...words], {
        env: { ...process.env, STACKMARK_LAB: folder.path },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let [output, hasBegun] = ["", false];
      for (const stream of [lab.stdout, lab.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          if (hasBegun || !moment.test(output)) return;
          hasBegun = true;
          end(lab);
        });
      const [exitCode] = (await once(lab, "close")) as [number | null];
      assert.equal(exitCode, 105, output);
      assert.match(output, sign);
      assert.deepEqual(await tracesOf(folder.path), NO_TRACES);
    });
});
