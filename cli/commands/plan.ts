import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { plansOf } from "../validate.ts";

export async function plan(context: Context, stack: string, options: { json?: true }): Promise<number> {
  const [found] = await plansOf(context, [stack]);
  context.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : planText(found!));
  return EXIT.ok;
}

/** A plan for people: machines with what runs on them, the links between them, and the load. */
function planText(plan: Plan): string {
  const on = (node: string): string =>
    plan.placement
      .filter((placed) => placed.node === node)
      .map((placed) => placed.service)
      .join(", ");
  const nodes = plan.nodes.flatMap((node) => [
    `  ${node.name}  ${node.role}, ${node.size} (${node.cpus} CPU, ${node.memoryMiB} MiB)`,
    `    runs ${on(node.name) || "nothing"}`,
  ]);
  const links = plan.links.map(
    (link) =>
      `  ${link.between.join(" <-> ")}  ${link.oneWayDelayMs} ± ${link.jitterMs} ms each way, ${link.bandwidthMbitPerS} Mbit/s`,
  );
  const levels = plan.load.levels.map(
    (level) => `  ${level.name}  ${level.users} users, ${level.spawnRatePerS}/s, ${level.durationMs / 1000} s`,
  );
  return [
    `${plan.stack}  topology ${plan.topologyDigest.slice(0, 12)}`,
    "nodes",
    ...nodes,
    ...(links.length > 0 ? ["links", ...links] : []),
    `load  ${plan.load.scenario}, ${plan.vantage}`,
    ...levels,
    ...(plan.notes.length > 0 ? ["notes", ...plan.notes.map((note) => `  ${note}`)] : []),
    "",
  ].join("\n");
}
