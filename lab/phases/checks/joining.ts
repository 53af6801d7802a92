/** How agents got into the cluster, and who is not let in. */
import { parse } from "yaml";
import { run, tryRun } from "../../command.ts";
import { inNamespace } from "../../networks/namespace.ts";
import type { LabClient } from "../../server/client.ts";
import { check, type Check } from "./check.ts";
import { inside, machineOf, type RunningMachine } from "./nodes.ts";

const CONFIG = "/etc/rancher/k3s/config.yaml";
const SPARE = { name: "spare-node", cpus: 1, memoryMiB: 2048 };
/** After it, K3s would still try. */
const PATIENCE_S = 60;
const NO_HASH = "0".repeat(64);
const LONGEST_LINE = 200;

export async function joinedChecks(agents: readonly RunningMachine[], server: RunningMachine): Promise<Check[]> {
  return Promise.all(
    agents.map(async (agent) => {
      const config = parse(await inside(agent, ["cat", CONFIG])) as { server?: string; "token-file"?: string };
      const token = await inside(agent, ["cat", config["token-file"] ?? "/dev/null"]);
      const isPinned = /^K10[0-9a-f]{64}::node:/.test(token);
      const overInternet = agent.site !== server.site;
      const isThere = !overInternet || config.server === `https://${server.publicIp}:6443`;
      const way = overInternet ? "over the internet" : "over the private network";
      return check(
        `${agent.hostname} joined ${way}, by a token that names the cluster's CA`,
        isPinned && isThere,
        `${config.server}, token ${isPinned ? "with" : "without"} the hash of the CA`,
      );
    }),
  );
}

/** Tries to get a machine of nobody's into the cluster, with what a K3s agent must not be let in by. */
export async function refusalChecks(
  lab: LabClient,
  server: RunningMachine,
  { router, mirrorUrl, k3sVersion }: { router: string; mirrorUrl: string; k3sVersion: string },
): Promise<Check[]> {
  const { publicIp } = await lab.addExisting(SPARE);
  // The server's firewall has no rule for it: the refusals are to be K3s' own.
  const rule = ["ip", "saddr", publicIp, "tcp", "dport", "6443", "accept"];
  const nft = (...words: string[]) => inNamespace(router, ["nft", ...words]);
  await run(nft("insert", "rule", "ip", "lab", "machine", ...rule));
  try {
    const spare = machineOf((await lab.status()).machines, SPARE.name);
    const program = `${mirrorUrl}/releases/${encodeURIComponent(k3sVersion)}/k3s`;
    await inside(spare, ["sh", "-c", `curl -fsSo /usr/local/bin/k3s '${program}' && chmod 755 /usr/local/bin/k3s`]);
    const token = (await inside(server, ["cat", "/var/lib/rancher/k3s/server/agent-token"])).trim();
    const hash = token.slice("K10".length, "K10".length + NO_HASH.length);
    const settings = { server: `https://${server.publicIp}:6443`, "node-name": SPARE.name };
    const label = "node-role.kubernetes.io/edge=true";
    const attempts = [
      ["a wrong token", "401|Unauthorized|not authorized", { ...settings, token: `K10${hash}::node:guessed` }],
      [
        "a token of another cluster's CA",
        "CA hash does not match",
        { ...settings, token: token.replace(hash, NO_HASH) },
      ],
      [
        "a label of a role on its kubelet",
        "unknown 'kubernetes.io' or 'k8s.io' labels specified",
        { ...settings, token, "node-label": [label] },
      ],
    ] as const;
    const checks: Check[] = [];
    for (const [what, refusal, config] of attempts) {
      const said = await attempt(spare, config, refusal);
      const nodes = await inside(server, ["k3s", "kubectl", "get", "nodes", "-o", "name"]);
      const isIn = nodes.includes(SPARE.name);
      checks.push(
        check(
          `an agent with ${what} is refused`,
          said !== undefined && !isIn,
          isIn ? "it joined" : (said ?? "it said nothing of it"),
        ),
      );
    }
    return checks;
  } finally {
    const rules = await tryRun(nft("-a", "list", "chain", "ip", "lab", "machine"));
    const handle = new RegExp(`ip saddr ${publicIp.replaceAll(".", "\\.")} .*# handle (\\d+)`).exec(rules)?.[1];
    if (handle !== undefined) await tryRun(nft("delete", "rule", "ip", "lab", "machine", "handle", handle));
    await lab.removeExisting(SPARE.name);
  }
}

/** @returns the line in which K3s says why; undefined if it did not say so in time */
async function attempt(machine: RunningMachine, config: object, refusal: string): Promise<string | undefined> {
  const file = "/root/attempt.yaml";
  await inside(machine, ["sh", "-c", `umask 077; cat >${file}`], JSON.stringify(config));
  // K3s ends with its output, which grep closes.
  const script = `timeout -s KILL ${PATIENCE_S} k3s agent --config ${file} 2>&1 | grep -m 1 -E -e "$1" || true`;
  const said = await inside(machine, ["sh", "-c", script, "sh", refusal]);
  return said.trim().slice(0, LONGEST_LINE) || undefined;
}
