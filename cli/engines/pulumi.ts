/** The real Pulumi CLI: `pulumi` on PATH, or the npm package `pulumi`. It prints its own progress. */
import { spawn, spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { findOnPath } from "../../base/executable.ts";
import { makeTemporaryFolder } from "../../base/temporary-folder.ts";
import { progressStream, type Context } from "../context.ts";
import { deletionsIn } from "./deletions.ts";
import type { OperationOutcome, RunOptions, StackEngine, StateResource } from "./engine.ts";

/** Path of the `pulumi` executable that would run; `undefined` if there is none. */
export function findPulumi(context: Pick<Context, "root" | "env">): string | undefined {
  const folders = [join(context.root, "node_modules/.bin"), context.env.PATH ?? ""];
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  return findOnPath(name, { PATH: folders.join(delimiter) });
}

interface Deployment {
  resources?: StateResource[];
  pending_operations?: { type: string; resource: StateResource }[];
}

export function pulumiEngine(context: Context, pulumi: string): StackEngine {
  /** Runs in a process group of its own, so that a Ctrl-C reaches it only through us, after the stop file is written. */
  const run = (command: string, args: string[], { signal, configFile }: RunOptions): Promise<OperationOutcome> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const file = configFile === undefined ? [] : ["--config-file", configFile];
      const child = spawn(pulumi, [command, ...args, ...file], {
        cwd: context.root,
        // As the automation API runs it: otherwise it does not accept `--event-log`.
        env: { ...context.env, PULUMI_DEBUG_COMMANDS: "true" },
        stdio: ["inherit", progressStream(context), "inherit"],
        detached: true,
      });
      const interrupt = (): void => void child.kill("SIGINT");
      signal.addEventListener("abort", interrupt, { once: true });
      child.once("error", reject);
      child.once("exit", (code) => {
        signal.removeEventListener("abort", interrupt);
        const result = code === 0 ? "succeeded" : signal.aborted ? "canceled" : "failed";
        resolve({ result, durationMs: performance.now() - started });
      });
    });

  /** Creates the stack on first use, as the embedded engine does: `pulumi up` requires one that exists. */
  const initialise = (stack: string): boolean => {
    const created = spawnSync(pulumi, ["stack", "init", stack, "--no-select"], {
      cwd: context.root,
      env: context.env,
      encoding: "utf8",
      stdio: ["inherit", "pipe", "pipe"],
    });
    if (created.status === 0 || /already exists/.test(created.stderr)) return true;
    context.stderr.write(created.stderr || created.error?.message || "");
    return false;
  };
  const up: StackEngine["up"] = async (stack, options) =>
    initialise(stack)
      ? run("up", ["--yes", "--skip-preview", "--stack", stack], options)
      : { result: "failed", durationMs: 0 };

  const destroy: StackEngine["destroy"] = async (stack, options) => {
    await using folder = await makeTemporaryFolder("stackmark-");
    const log = join(folder.path, "events.ndjson");
    const outcome = await run("destroy", ["--yes", "--skip-preview", "--stack", stack, "--event-log", log], options);
    return { ...outcome, deletedMs: await deletionsIn(log) };
  };

  const json = (args: string[]): unknown => {
    const done = spawnSync(pulumi, args, { cwd: context.root, env: context.env, encoding: "utf8", maxBuffer: 2 ** 28 });
    return done.status === 0 ? JSON.parse(done.stdout) : undefined;
  };

  const exported = (stack: string): Deployment | undefined =>
    (json(["stack", "export", "--stack", stack]) as { deployment?: Deployment } | undefined)?.deployment;

  return {
    name: "pulumi",
    up,
    preview: (stack, options) => run("preview", ["--stack", stack], options),
    destroy,
    outputs: (stack) =>
      Promise.resolve(json(["stack", "output", "--json", "--stack", stack]) as Record<string, unknown> | undefined),
    resources: (stack) => Promise.resolve(exported(stack)?.resources ?? []),
    interruptedCreates: (stack) =>
      Promise.resolve(
        (exported(stack)?.pending_operations ?? [])
          .filter(({ type }) => type === "creating")
          .map(({ resource }) => resource),
      ),
    setting: (stack, key) => {
      const found = json(["config", "get", key, "--json", "--stack", stack]) as { value?: string } | undefined;
      return Promise.resolve(found?.value);
    },
  };
}
