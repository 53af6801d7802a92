import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startTicks } from "../../../base/process-identity.ts";
import { liveFile } from "../../../infra/home.ts";
import { openCell } from "../../../results/archive/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { stackmark as inProcess } from "../helpers/in-process.ts";

const provenance = "emulated" as const;

describe("commands on stacks", () => {
  const folder = temporaryFolder();
  const stackmark = (...args: string[]) => inProcess(folder.path, ...args);

  it("`stop` says whether a load is running", async () => {
    assert.match((await stackmark("stop", "local")).out, /nothing runs/);
    const live = liveFile(folder.path, "local");
    mkdirSync(dirname(live), { recursive: true });
    writeFileSync(live, JSON.stringify({ pid: process.pid, startTicks: startTicks(process.pid) }));
    assert.equal(
      (await stackmark("stop", "local")).out,
      "local: no load is running now; the update goes on without measuring\n",
    );
    const begin = { level: "low", repeat: 1, order: 0, machines: [], provenance, environment: null, spec: {} };
    const cell = await openCell(join(folder.path, "runs"), "run-1", "load-low-1", { stack: "local", begin });
    assert.equal((await stackmark("stop", "local")).out, "local: the load is stopping; its results are kept\n");
    cell.leave();
  });

  it("`phases` refuses a stack that is named twice", async () => {
    const { code, err } = await stackmark("phases", "local", "local-wan", "local", "local");
    assert.equal(code, 2);
    assert.equal(err, "error[OPTION_INVALID]: local: is named twice; `--rounds 2` measures every stack twice\n");
  });

  it("an unknown stack gets a suggestion only if one is similar", async () => {
    assert.match((await stackmark("plan", "lcoal")).err, /Did you mean `local`\?/);
    assert.doesNotMatch((await stackmark("plan", "nope")).err, /Did you mean/);
  });
});
