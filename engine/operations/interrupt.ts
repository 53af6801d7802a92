/**
 * Handles Ctrl-C as the Pulumi CLI does: the first one cancels provider operations and lets running steps finish, the
 * second one kills the providers.
 */
import type { StepExecutor } from "../deploy/step-executor.ts";
import type { ProviderRegistry } from "../deploy/provider-registry.ts";
import type { Step } from "../steps/step.ts";
import type { OperationOptions } from "./options.ts";

interface Interruptible {
  stepExecutor: Pick<StepExecutor, "stop" | "terminate" | "running">;
  providers: Pick<ProviderRegistry, "cancel" | "close">;
}

export class Interrupt implements Disposable {
  readonly #options: Pick<OperationOptions, "signal" | "terminate">;
  #target: Interruptible | undefined;

  constructor(options: Pick<OperationOptions, "signal" | "terminate">) {
    this.#options = options;
    options.signal?.addEventListener("abort", this.#cancel);
    options.terminate?.addEventListener("abort", this.#terminate);
  }

  get cancelled(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** Steps in progress, by URN. */
  get running(): ReadonlyMap<string, Step> {
    return this.#target?.stepExecutor.running ?? new Map<string, Step>();
  }

  /** Sets the deployment that interrupts apply to. An interrupt that came earlier applies at once. */
  watch(target: Interruptible): void {
    this.#target = target;
    if (this.cancelled) this.#cancel();
  }

  [Symbol.dispose](): void {
    this.#options.signal?.removeEventListener("abort", this.#cancel);
    this.#options.terminate?.removeEventListener("abort", this.#terminate);
  }

  readonly #cancel = (): void => {
    this.#target?.stepExecutor.stop();
    void this.#target?.providers.cancel();
  };

  readonly #terminate = (): void => {
    this.#target?.stepExecutor.terminate();
    void this.#target?.providers.close();
  };
}
