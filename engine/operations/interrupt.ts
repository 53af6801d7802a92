/** Pulumi's two Ctrl-C: the first one lets running steps finish and cancels providers; the second one kills the providers. */
import type { StepExecutor } from "../deploy/step-executor.ts";
import type { ProviderRegistry } from "../deploy/provider-registry.ts";
import type { Step } from "../steps/step.ts";
import type { OperationOptions } from "./options.ts";

interface Stage {
  stepExecutor: Pick<StepExecutor, "stop" | "terminate" | "running">;
  providers: Pick<ProviderRegistry, "cancel" | "close">;
}

export class Interrupt implements Disposable {
  readonly #options: Pick<OperationOptions, "signal" | "terminate">;
  #stage: Stage | undefined;

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
    return this.#stage?.stepExecutor.running ?? new Map<string, Step>();
  }

  /** Applies interrupts to this deployment from now on. */
  watch(stage: Stage): void {
    this.#stage = stage;
    if (this.cancelled) this.#cancel();
  }

  [Symbol.dispose](): void {
    this.#options.signal?.removeEventListener("abort", this.#cancel);
    this.#options.terminate?.removeEventListener("abort", this.#terminate);
  }

  readonly #cancel = (): void => {
    this.#stage?.stepExecutor.stop();
    void this.#stage?.providers.cancel();
  };

  readonly #terminate = (): void => {
    this.#stage?.stepExecutor.terminate();
    void this.#stage?.providers.close();
  };
}
