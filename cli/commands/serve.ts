import { isIP } from "node:net";
import { Command } from "commander";
import { watchParent } from "../../base/parent.ts";
import { END_SIGNALS } from "../../base/signals.ts";
import { runsDir } from "../../infra/home.ts";
import { serve as servePages } from "../../results/serve/index.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

export const command = new Command("serve")
  .option("--port <port>", "port to listen on; 0 picks a free one", "8089")
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .action(run(serve));

/** Ends when it is interrupted, or when the process that started it has ended, so that no server is left behind. */
async function serve(context: Context, { port, host }: { port: string; host: string }): Promise<number> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new CliError("USAGE_PORT", `--port ${port} is out of range (0-65535); 0 picks a free port.`);
  if (host !== "localhost" && isIP(host) === 0)
    throw new CliError("USAGE_PORT", `--host ${host} is not an IP address of this machine, such as 127.0.0.1.`);
  using parent = new DisposableStack();
  const ended = new Promise<void>((resolve) => {
    for (const signal of END_SIGNALS) process.once(signal, resolve);
    parent.use(watchParent(resolve));
  });
  context.takeOverSignals();
  const served = await servePages({ runsDir: runsDir(context.home), port: Number(port), host });
  context.stdout.write(`the archive is at ${served.url} (press Ctrl-C to stop)\n`);
  if (!LOOPBACK.includes(host)) context.stderr.write("anyone who can reach that address can read every run\n");
  await ended;
  await served.close();
  return EXIT.ok;
}
