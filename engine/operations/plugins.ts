/** Which plugin serves which package. */
import { EngineError } from "../errors.ts";
import { BUILTIN_PACKAGE, builtinProvider } from "../execution/builtin-provider.ts";
import type { ReadStackOutputs } from "../execution/builtin-provider.ts";
import type { PluginSpec, StartProvider } from "../execution/providers.ts";
import { startDynamicProvider } from "../protocol/dynamic-provider.ts";
import type { ProviderProcessOptions } from "../protocol/dynamic-provider.ts";

/** Node programs' dynamic resources, served by the SDK itself. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";

export function pluginStarter(options: ProviderProcessOptions, readOutputs: ReadStackOutputs): StartProvider {
  return async (plugin) => {
    if (plugin.package === BUILTIN_PACKAGE) return builtinProvider(readOutputs);
    if (plugin.package === DYNAMIC_PACKAGE) return startDynamicProvider(options);
    throw missingPlugin(plugin);
  };
}

function missingPlugin({ package: name, version }: PluginSpec): EngineError {
  const full = version === undefined ? name : `${name} v${version}`;
  return new EngineError(
    "ENGINE_PROVIDER_MISSING",
    `The stack needs the provider plugin ${full}, which the embedded engine does not have. Install the Pulumi CLI (https://www.pulumi.com/docs/install/) ` +
      `and run it instead (\`--engine pulumi\`); it downloads the plugin itself.`,
  );
}
