/**
 * Errors that no caller of a scenario's code gets: a rejection that nobody awaits, a throw in a timer, and a call of
 * `process.exit`, which throws instead of ending the load without a result.
 */

/**
 * Calls `handle` for each until it is disposed.
 * @param isOurs whether an error comes from the scenario; others end the process, as they would anyway
 */
export function onStrayErrors(isOurs: (error: unknown) => boolean, handle: (error: unknown) => void): Disposable {
  const listener = (error: unknown) => {
    if (!isOurs(error)) throw error;
    handle(error);
  };
  const exit = Object.getOwnPropertyDescriptor(process, "exit")!;
  const refuseExit: typeof process.exit = (code) => {
    const error = new Error(`process.exit(${code ?? ""}) was called`);
    Error.captureStackTrace(error, refuseExit);
    if (!isOurs(error)) (exit.value as typeof process.exit)(code);
    handle(error);
    throw error;
  };
  process.exit = refuseExit;
  process.on("uncaughtException", listener).on("unhandledRejection", listener);
  return {
    [Symbol.dispose]() {
      Object.defineProperty(process, "exit", exit);
      process.off("uncaughtException", listener).off("unhandledRejection", listener);
    },
  };
}
