import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { cellSchema } from "../../../loadgen/schema/index.ts";
import { root } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { countingServer } from "../helpers/counting-server.ts";

const endless = ["-u", "2", "--think", "20ms", "-d", "5m", "--workers", "1", "--calibration", "0", "--quiet"];

/** Starts the real command in a process group of its own, and sends signals to the group once it measures. */
async function signalled(folder: string, signals: readonly NodeJS.Signals[]) {
  const measuring = Promise.withResolvers<void>();
  await using server = await countingServer((_, response, number) => {
    if (number === 60) measuring.resolve();
    response.end();
  });
  const argv = [join(root, "cli/main.mjs"), "load", server.url, ...endless, "--out", folder];
  const child = spawn(process.execPath, argv, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, ended] = [text(child.stdout), text(child.stderr), once(child, "exit")];
  await Promise.race([measuring.promise, ended]);
  for (const signal of signals) process.kill(-child.pid!, signal);
  const [code] = (await ended) as [number | null];
  return { code, out: await out, err: await err };
}

describe("signals during stackmark load", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    it(`${signal} to the whole process group ends a load with its summary and files, and exit code 105`, async () => {
      const { code, out, err } = await signalled(folder.path, [signal]);
      assert.deepEqual([code, err], [105, ""]);
      assert.match(out, /\n {2}stopped: Stopped/);
      const result = cellSchema.parse(JSON.parse(readFileSync(join(folder.path, "result.json"), "utf8")));
      // On a busy machine the generator may stand still, which is another reason.
      assert.ok(result.reasons.some((each) => each.code === "stopped") && result.status !== "complete");
      assert.ok(result.accounting.ok >= 60 && existsSync(join(folder.path, "histograms.json")));
    });
  }
});
