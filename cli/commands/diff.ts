import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { EXIT } from "../exit.ts";
import { sourceOf } from "../sources.ts";

export async function diff(
  context: Context,
  a: string,
  b: string,
  options: EngineOptions & { json?: true; anyway?: true },
): Promise<number> {
  const { compare } = await import("../../results/compare/index.ts");
  const [from, to] = [await sourceOf(context, a, options.engine), await sourceOf(context, b, options.engine)];
  const comparison = compare(from.outputs, to.outputs, { anyway: options.anyway ?? false });
  if (options.json) context.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else {
    const { comparisonTable } = await import("../../results/report/index.ts");
    context.stdout.write(comparisonTable(comparison, { colour: context.colour }));
  }
  return EXIT.ok;
}
