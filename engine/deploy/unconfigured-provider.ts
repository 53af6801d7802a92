/**
 * A provider whose configuration is unknown in a preview. Its plugin is not called: inputs pass the check unchanged,
 * existing resources are shown as changed, and outputs are unknown.
 */
import type { CheckCall, CreateResult, DiffCall, Provider, ReadResult } from "../protocol/provider.ts";
import type { CallResult, InvokeResult, RegisterResult } from "../protocol/resource-monitor.ts";
import type { CheckResult, DiffResult } from "../protocol/provider.ts";
import type { Properties } from "../values.ts";

const WARNING =
  "The configuration of this resource's provider is not known before the update, so the preview cannot call the provider. " +
  "The update may differ from this preview.";

export class UnconfiguredProvider implements Provider {
  readonly #plugin: Provider;

  constructor(plugin: Provider) {
    this.#plugin = plugin;
  }

  checkConfig(call: CheckCall): Promise<CheckResult> {
    return this.#plugin.checkConfig(call);
  }

  diffConfig(call: DiffCall): Promise<DiffResult> {
    return this.#plugin.diffConfig(call);
  }

  configure(): Promise<void> {
    return Promise.resolve();
  }

  check({ newInputs }: CheckCall): Promise<CheckResult> {
    return Promise.resolve({ inputs: newInputs, failures: [] });
  }

  diff(): Promise<DiffResult> {
    const nothing = { replaces: [], changed: [], stable: [], deleteBeforeReplace: false };
    return Promise.resolve({ ...nothing, changes: "some", warning: WARNING });
  }

  create(): Promise<CreateResult> {
    return Promise.resolve({ id: "", outputs: {} });
  }

  update(): Promise<Properties> {
    return Promise.resolve({});
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  read(): Promise<ReadResult> {
    return Promise.resolve({ id: "", outputs: {}, inputs: {} });
  }

  invoke(): Promise<InvokeResult> {
    return Promise.resolve({ result: {}, failures: [] });
  }

  construct(): Promise<RegisterResult> {
    return Promise.reject(new Error("a provider with unknown configuration cannot construct components"));
  }

  call(): Promise<CallResult> {
    return Promise.resolve({ result: {}, failures: [], resultDependencies: {} });
  }

  cancel(): Promise<void> {
    return this.#plugin.cancel();
  }

  close(): Promise<void> {
    return this.#plugin.close();
  }
}
