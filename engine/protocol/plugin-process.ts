/** Starts provider plugins: processes that print a port and then serve the provider protocol on it. */
import { EngineError } from "../errors.ts";
import { Child } from "./child.ts";
import type { ChildOptions } from "./child.ts";
import { PluginProvider } from "./plugin-provider.ts";
import { sdkEntry } from "./sdk.ts";

export type PluginOutput = Pick<ChildOptions, "onStdout" | "onStderr">;

export interface PluginProcessOptions extends ChildOptions {
  /** The plugin's name in error messages. */
  name: string;
  /** Abort to kill a plugin that is still starting. */
  signal?: AbortSignal;
}

/** Resolves when the plugin has printed its port, which is the first line of its output. */
export async function startPlugin(options: PluginProcessOptions): Promise<PluginProvider> {
  let port: string | undefined;
  let announce: (port: string) => void = () => {};
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const child = new Child({
    ...options,
    onStdout: (line) => {
      if (port !== undefined) return options.onStdout(line);
      port = line.trim();
      announce(port);
    },
  });
  const kill = () => child.kill("SIGKILL");
  options.signal?.addEventListener("abort", kill);
  if (options.signal?.aborted) kill();
  const ended = child.exited.then(({ code, signal }) => {
    throw new EngineError(
      "ENGINE_PROVIDER_START",
      `The host of ${options.name} ended before it was ready (${signal ?? `exit code ${code}`}).`,
    );
  });
  try {
    return new PluginProvider(child, `127.0.0.1:${await Promise.race([announced, ended])}`);
  } finally {
    options.signal?.removeEventListener("abort", kill);
  }
}

export interface DynamicProviderOptions extends PluginOutput {
  programDir: string;
  project: string;
  env: Record<string, string | undefined>;
  /** Abort to kill a host that is still starting. */
  signal?: AbortSignal;
}

export const startDynamicProvider = ({
  programDir,
  project,
  env,
  ...output
}: DynamicProviderOptions): Promise<PluginProvider> =>
  startPlugin({
    ...output,
    name: "dynamic providers",
    run: { script: sdkEntry(programDir, "dynamic-provider") },
    // The host requires the engine's address but does not use it.
    args: ["127.0.0.1:0"],
    cwd: programDir,
    env: { ...env, PULUMI_PROJECT: project, PULUMI_NODEJS_PROJECT: project },
  });
