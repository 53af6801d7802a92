import { isIP } from "node:net";
import { runsDir } from "../../infra/home.ts";
import { serve as servePages } from "../../results/serve/index.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** `stackmark serve`: until it is interrupted. */
export async function serve(context: Context, { port, host }: { port: string; host: string }): Promise<number> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new CliError("USAGE_PORT", `--port ${port} is none: 0 to 65535 are, and 0 picks a free one.`);
  if (host !== "localhost" && isIP(host) === 0)
    throw new CliError(
      "USAGE_PORT",
      `--host ${host} is no address of this machine: give its IP address, such as 127.0.0.1.`,
    );
  const ended = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
  context.takeSignals();
  const served = await servePages({ runsDir: runsDir(context.home), port: Number(port), host });
  context.stdout.write(`the archive is at ${served.url} (Ctrl-C ends it)\n`);
  if (!LOOPBACK.includes(host)) context.stderr.write("anybody who reaches that address can read every run\n");
  await ended;
  await served.close();
  return EXIT.ok;
}
