/** Starts the plugin of a package, and reports what it prints. */
import { BUILTIN_PACKAGE, builtinProvider } from "../deploy/builtin-provider.ts";
import type { BuiltinSources } from "../deploy/builtin-provider.ts";
import type { Events } from "../deploy/events.ts";
import type { StartProvider } from "../deploy/provider-registry.ts";
import { EngineError } from "../errors.ts";
import { findPlugin, pluginDirOf } from "../protocol/find-plugin.ts";
import type { PluginPlaces, PluginSpec } from "../protocol/find-plugin.ts";
import { startDynamicProvider, startPlugin } from "../protocol/plugin-process.ts";
import type { PluginOutput } from "../protocol/plugin-process.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { parseUrn } from "../resource/urn.ts";
import type { Step } from "../steps/step.ts";
import { secret } from "../values.ts";
import type { Properties } from "../values.ts";

/** The package of dynamic resources, which the program's SDK serves. */
const DYNAMIC_PACKAGE = "pulumi-nodejs";

export interface StarterOptions extends PluginOutput, PluginPlaces, BuiltinSources {
  programDir: string;
  project: string;
  /** The address of the engine's server, which plugins send log messages to. */
  engineAddress: () => string;
  /** Abort to kill plugins that are still starting. */
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
      signal,
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
    `The stack needs the provider plugin ${full}, which is neither on the PATH nor in Pulumi's plugin folder, and the embedded engine does not download plugins. ` +
      `Install the Pulumi CLI (https://www.pulumi.com/docs/install/) and run it with \`--engine pulumi\`; it downloads the plugin.`,
  );
}

/** Dynamic providers are part of the program and receive its whole configuration, others only their namespace. */
export function providerConfig({ config, configSecretKeys }: DeploymentInfo, pkg: string): Properties {
  const prefix = pkg === DYNAMIC_PACKAGE ? "" : `${pkg}:`;
  const result: Properties = {};
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith(prefix)) continue;
    result[key.slice(prefix.length)] = configSecretKeys.includes(key) ? secret(value) : value;
  }
  return result;
}

/** A line of a provider that begins with the name of a resource, as our own providers print it. */
const PREFIXED = /^\[([^\]]+)\] (.*)$/;

/** Reports the lines that providers print, each under its resource if the line names one. */
export class ProviderOutput {
  readonly #events: Events;
  readonly #running: () => ReadonlyMap<string, Step>;

  /** @param running steps in progress, by URN */
  constructor(events: Events, running: () => ReadonlyMap<string, Step>) {
    this.#events = events;
    this.#running = running;
  }

  readonly stdout = (line: string): void => this.#events.diagnose({ severity: "info", message: line });

  readonly stderr = (line: string): void => {
    const match = PREFIXED.exec(line);
    const urn = match
      ? [...this.#running().keys()].find((candidate) => parseUrn(candidate).name === match[1])
      : undefined;
    if (match && urn !== undefined) this.#events.diagnose({ urn, severity: "info#err", message: match[2] as string });
    else this.#events.diagnose({ severity: "info#err", message: line });
  };
}
