/** A part of a tool's load in a folder of this machine, by the scripts that pods and generator machines run. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ToolRunner } from "../../../../../../infra/load/measure/tool/parts/runner.ts";

/**
 * @param folder of all parts, in which the folder `bin` is first on PATH
 * @param file of the tool. Default: one in the part's own folder
 */
export function localRunner(folder: string, index: number, over: Partial<ToolRunner> = {}, file?: string): ToolRunner {
  const work = join(folder, `it's ${index}`);
  mkdirSync(join(work, "code"), { recursive: true });
  return {
    ...{ name: `pod ${index}`, address: "127.0.0.1", paths: { work, file: file ?? join(work, "code", "shop.js") } },
    ended: new Promise(() => undefined),
    open(script) {
      const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
      return Promise.resolve(spawn("sh", ["-c", script], { env, stdio: ["ignore", "pipe", "inherit"] }).stdout);
    },
    ...over,
  };
}
