/** The worker of the load generator as one file, for machines and pods that have only Node. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { messageOf } from "../base/errors.ts";
import { InfraError } from "./errors.ts";
import { repositoryRoot } from "./home.ts";

const ENTRY = join(repositoryRoot, "loadgen", "worker", "remote.ts");
/** Node 24 is what machines and pods run. */
const OPTIONS = ["--bundle", "--platform=node", "--format=esm", "--target=node24", "--minify", "--legal-comments=none"];
/** A ConfigMap holds 1 MiB; so does this. */
const MAX_BYTES = 2 ** 20;
const TIMEOUT_MS = 60_000;

let built: Promise<Uint8Array> | undefined;

/**
 * The bundle, one `.mjs` file of less than 1 MiB: `node FILE serve FOLDER` is a worker, `node FILE attach FOLDER` a stream to
 * it (loadgen/worker/remote.ts). It is built once per process.
 * @throws {InfraError} LOAD_GENERATOR_NOT_BUILT
 */
export function generatorBundle(): Promise<Uint8Array> {
  return (built ??= build());
}

/** By the command of esbuild: its API would leave a process behind. */
function build(): Promise<Uint8Array> {
  const esbuild = createRequire(import.meta.url).resolve("esbuild/bin/esbuild");
  return new Promise((done, fail) => {
    const options = { encoding: "buffer" as const, maxBuffer: MAX_BYTES, timeout: TIMEOUT_MS, cwd: repositoryRoot };
    execFile(esbuild, [...OPTIONS, ENTRY], options, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      const why = stderr.toString("utf8").trim() || messageOf(error);
      fail(new InfraError("LOAD_GENERATOR_NOT_BUILT", `The load worker was not bundled: ${why}`, { cause: error }));
    });
  });
}
