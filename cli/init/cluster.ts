/** `stackmark init cluster`: a stack file for an existing cluster, and the rights that the stack needs there. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command, Option } from "commander";
import { stringify } from "yaml";
import { writeAtomic } from "../../base/atomic-file.ts";
import { roleObjects, type Subject } from "../../infra/cluster/existing/role.ts";
import { clusterRights } from "../../infra/stack-file.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { stackFile } from "../stacks/names.ts";
import { requireStackName } from "./stack-name.ts";

export interface InitClusterOptions {
  context?: string;
  kubeconfig?: string;
  namespace?: string;
  user?: string;
  group?: string;
}

export const command = new Command("cluster")
  .description("print the rights that a stack needs in an existing cluster; creates its stack file if there is none")
  .argument("<stack>")
  .option("--context <name>", "new stack file: context of the kubeconfig")
  .option("--kubeconfig <file>", "new stack file: path of the kubeconfig")
  .option("--namespace <name>", "new stack file: namespace of the stack")
  .addOption(
    new Option("--user <name>", "give the rights to this user instead of a service account").conflicts("group"),
  )
  .option("--group <name>", "give the rights to this group instead of a service account")
  .action(run(initCluster));

/** @throws {CliError} STACK_NAME_INVALID, OPTION_INVALID, CONFIG_INVALID */
export async function initCluster(
  { root, stdout, stderr }: Pick<Context, "root" | "stdout" | "stderr">,
  stack: string,
  { user, group, ...settings }: InitClusterOptions,
): Promise<number> {
  requireStackName(stack);
  const file = stackFile(root, stack);
  const isNew = !existsSync(file);
  const given = Object.keys(settings);
  if (!isNew && given.length > 0)
    throw new CliError(
      "OPTION_INVALID",
      `${given.map((key) => `--${key}`).join(", ")}: ${basename(file)} exists; change \`topology.cluster\` there`,
    );
  const text = isNew ? newStackFile(settings) : await readFile(file, "utf8");
  const { rights, namespace, message } = clusterRights(stack, text, root);
  if (rights === null) throw new CliError("CONFIG_INVALID", message);
  if (isNew) {
    await writeAtomic(file, text, { mode: 0o644 });
    stderr.write(`${basename(file)} created: say there what to measure, then print the rights again\n`);
  }
  const subject: Subject =
    user !== undefined
      ? { kind: "User", name: user }
      : group !== undefined
        ? { kind: "Group", name: group }
        : { kind: "ServiceAccount" };
  const head =
    `# The rights of ${basename(file)}. Whoever runs the cluster grants them:\n` +
    `#   npx stackmark init cluster ${stack} | kubectl apply -f -\n`;
  const objects = roleObjects(stack, namespace, rights, subject).map((object) => stringify(object));
  stdout.write(`${head}${objects.join("---\n")}`);
  return EXIT.ok;
}

/** Plans at once, with Online Boutique in place of the user's application. */
function newStackFile(settings: Pick<InitClusterOptions, "context" | "kubeconfig" | "namespace">): string {
  const given = Object.entries(settings).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`);
  return [
    "# A stack in a Kubernetes cluster that is already there: docs/existing-cluster.md",
    "config:",
    "  stackmark:topology:",
    "    cluster:",
    ...given,
    "      # Labels of the nodes that the workload runs on; without any, all that take pods:",
    "      nodes: {}",
    "  # Your application: docs/applications.md",
    "  stackmark:workload:",
    "    name: boutique",
    "  # Or the cluster's Prometheus: { prometheus: { service: { namespace: monitoring, name: prometheus } } }",
    "  stackmark:observability: none",
    "",
  ].join("\n");
}
