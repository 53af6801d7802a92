/**
 * How Pulumi shows errors of the program: with a stack trace as long as the error is not a `RunError`. Ours say what to do,
 * and those that only follow from a failed resource say nothing beyond its own error.
 */
import { CodedError } from "../base/errors.ts";

/** The SDK recognises a `RunError` of any copy of itself by this property. */
const RUN_ERROR = "__pulumiRunError";

/** The SDK puts `error serializing property "x": ` before it, once for each resource that depends on the failed one. */
const FAILED_RESOURCE = /resource (\S+) \[\S+\] failed to register$/;

/** Changes an error that Pulumi is about to show. Others keep their stack traces: they are mistakes in the program. */
export function showPlainly(error: unknown): void {
  if (!(error instanceof Error) || RUN_ERROR in error) return;
  const [, failed] = FAILED_RESOURCE.exec(error.message) ?? [];
  if (failed !== undefined)
    error.message = `${failed} failed, so what depends on it was not created: its own error says why.`;
  else if (error instanceof CodedError) error.message = `${error.code}: ${error.message}`;
  else return;
  Object.assign(error, { [RUN_ERROR]: true });
}

/** Call once, in the program's process. Pulumi's own listeners are there already and run after these. */
export function showErrorsPlainly(): void {
  process.prependListener("unhandledRejection", showPlainly);
  process.prependListener("uncaughtException", showPlainly);
}
