/** Which plugin serves which package. */
import { EngineError } from "../errors.ts";
import { BUILTIN_PACKAGE, builtinProvider } from "../execution/builtin-provider.ts";
import type { BuiltinSources } from "../execution/builtin-provider.ts";
import type { StartProvider } from "../execution/providers.ts";
import { startDynamicProvider } from "../protocol/dynamic-provider.ts";
import { findPlugin, pluginDirOf } from "../protocol/find-plugin.ts";
import type { PluginPlaces, PluginSpec } from "../protocol/find-plugin.ts";
import { startPlugin } from "../protocol/plugin-process.ts";
import type { PluginOutput } from "../protocol/plugin-process.ts";

/** Node programs' dynamic resources, served by the SDK itself. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";

export interface StarterOptions extends PluginOutput, PluginPlaces, BuiltinSources {
  programDir: string;
  project: string;
  /** Of the engine's server, once there is one: plugins log there. */
  engineAddress: () => string;
  /** Aborted to give up on plugins that never get ready. */
  signal?: AbortSignal;
}

export function pluginStarter(options: StarterOptions): StartProvider {
  return async (plugin) => {
    if (plugin.package === BUILTIN_PACKAGE) return builtinProvider(options);
    if (plugin.package === DYNAMIC_PACKAGE) return startDynamicProvider(options);
    const command = await findPlugin(plugin, options);
    if (!command) throw missingPlugin(plugin);
    const { programDir, project, env, signal, onStdout, onStderr } = options;
    const engineAddress = options.engineAddress();
    const provider = await startPlugin({
      name: `the provider plugin ${plugin.package}`,
      run: command.run,
      args: [...command.args, engineAddress],
      cwd: programDir,
      env: { ...env, ...mapped(env, plugin.envVarMappings), PULUMI_PROJECT: project },
      onStdout,
      onStderr,
      ...(signal ? { signal } : {}),
    });
    const giveUp = () => void provider.close();
    signal?.addEventListener("abort", giveUp);
    try {
      await provider.handshake(engineAddress, pluginDirOf(command));
      if (plugin.parameterization) await provider.parameterize(plugin.parameterization);
      return provider;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  };
}

const mapped = (env: StarterOptions["env"], mappings: Record<string, string> = {}): StarterOptions["env"] =>
  Object.fromEntries(
    Object.entries(mappings).flatMap(([from, to]) => (env[from] === undefined ? [] : [[to, env[from]]])),
  );

function missingPlugin({ package: name, version }: PluginSpec): EngineError {
  const full = version === undefined ? name : `${name} v${version}`;
  return new EngineError(
    "ENGINE_PROVIDER_MISSING",
    `The stack needs the provider plugin ${full}, which is neither on this machine's PATH nor in Pulumi's plugin folder; the embedded engine downloads none. ` +
      `Install the Pulumi CLI (https://www.pulumi.com/docs/install/) and run it instead (\`--engine pulumi\`); it downloads the plugin itself.`,
  );
}
