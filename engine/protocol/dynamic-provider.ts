/** Starts the official host of dynamic providers. */
import { EngineError } from "../errors.ts";
import { Child } from "./child.ts";
import { PluginProvider } from "./plugin-provider.ts";
import { sdkEntry } from "./sdk.ts";

export interface ProviderProcessOptions {
  programDir: string;
  env: Record<string, string | undefined>;
  onStdout: (line: string) => void;
  onStderr: (line: string) => void;
}

/** Resolves when the host has printed its port, which is its first line of output. */
export async function startDynamicProvider(options: ProviderProcessOptions): Promise<PluginProvider> {
  let port: string | undefined;
  let announce: (port: string) => void = () => {};
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const child = new Child({
    script: sdkEntry(options.programDir, "dynamic-provider"),
    // The host takes the engine's address and never uses it.
    args: ["127.0.0.1:0"],
    cwd: options.programDir,
    env: options.env,
    onStdout: (line) => {
      if (port !== undefined) return options.onStdout(line);
      port = line.trim();
      announce(port);
    },
    onStderr: options.onStderr,
  });
  const ended = child.exited.then(({ code, signal }) => {
    throw new EngineError(
      "ENGINE_PROVIDER_START",
      `The host of dynamic providers ended before it was ready (${signal ?? `exit code ${code}`}).`,
    );
  });
  return new PluginProvider(child, `127.0.0.1:${await Promise.race([announced, ended])}`);
}
