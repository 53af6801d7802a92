/** Errors that no caller of a scenario's code gets: a rejection that nobody awaits, or a throw in a timer. */

/**
 * Calls `handle` for each until it is disposed.
 * @param isOurs whether an error comes from the scenario; others end the process, as they would anyway
 */
export function onStrayErrors(isOurs: (error: unknown) => boolean, handle: (error: unknown) => void): Disposable {
  const listener = (error: unknown) => {
    if (!isOurs(error)) throw error;
    handle(error);
  };
  process.on("uncaughtException", listener).on("unhandledRejection", listener);
  return {
    [Symbol.dispose]: () => void process.off("uncaughtException", listener).off("unhandledRejection", listener),
  };
}
