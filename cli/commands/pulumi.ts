/** `stackmark pulumi ARGS`: the embedded engine with Pulumi's verbs, flags and exit codes. */
import { pathToFileURL } from "node:url";
import type { Context } from "../context.ts";
import { stateDir } from "../engines/home.ts";

export async function pulumi(context: Context, args: string[]): Promise<number> {
  const { pulumiCommand } = await import("../../engine/verbs/main.ts");
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    return await pulumiCommand(args, {
      stdout: process.stdout,
      stderr: process.stderr,
      // The state of `npm start`, unless another backend is asked for.
      env: { PULUMI_BACKEND_URL: pathToFileURL(stateDir(context.home)).href, ...context.env },
      cwd: process.cwd(),
      signal: controller.signal,
    });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
