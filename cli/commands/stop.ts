import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stopFile } from "../../infra/home.ts";
import { requireStacks, type Context } from "../context.ts";
import { EXIT } from "../exit.ts";

/** Asks the load of a stack to end; the load looks four times a second. */
export async function requestStop(context: Pick<Context, "home">, stack: string): Promise<void> {
  const file = stopFile(context.home, stack);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${new Date().toISOString()}\n`);
}

export async function stop(context: Context, stack: string): Promise<number> {
  requireStacks(context.root, [stack]);
  await requestStop(context, stack);
  context.stdout.write(`${stack}: the load was asked to stop; what was measured is kept\n`);
  return EXIT.ok;
}
