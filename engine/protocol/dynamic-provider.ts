/** Starts the official host of dynamic providers. */
import type { PluginProvider } from "./plugin-provider.ts";
import { startPlugin } from "./plugin-process.ts";
import type { PluginOutput } from "./plugin-process.ts";
import { sdkEntry } from "./sdk.ts";

export interface DynamicProviderOptions extends PluginOutput {
  programDir: string;
  project: string;
  env: Record<string, string | undefined>;
  /** Aborted to give up on a host that never gets ready. */
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
    // The host takes the engine's address and never uses it.
    args: ["127.0.0.1:0"],
    cwd: programDir,
    env: { ...env, PULUMI_PROJECT: project, PULUMI_NODEJS_PROJECT: project },
  });
