/** How agents got into the cluster, and who is not let in. */
import { randomBytes } from "node:crypto";
import { parse } from "yaml";
import { run, tryRun } from "../../command.ts";
import { inNamespace } from "../../networks/namespace.ts";
import type { LabClient } from "../../server/client.ts";
import { check, type Check } from "./check.ts";
import { inside, machineOf, type RunningMachine } from "./nodes.ts";

const CONFIG = "/etc/rancher/k3s/config.yaml";
const SPARE = { name: "spare-node", cpus: 1, memoryMiB: 2048 };
/** After it, K3s would still try. */
const PATIENCE_S = 120;
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
        `${agent.node} joined ${way}, by a token that names the cluster's CA`,
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
    // K3s remembers the password of a node, and another machine of that name is refused by it alone.
    const node = `${SPARE.name}-${randomBytes(3).toString("hex")}`;
    const settings = { server: `https://${server.publicIp}:6443`, "node-name": node };
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
      const { isRefused, said } = await attempt(spare, config, refusal);
      const nodes = await inside(server, ["k3s", "kubectl", "get", "nodes", "-o", "name"]);
      const isIn = nodes.includes(node);
      checks.push(check(`an agent with ${what} is refused`, isRefused && !isIn, isIn ? "it joined" : said));
    }
    const secret = `${node}.node-password.k3s`;
    await inside(server, ["k3s", "kubectl", "-n", "kube-system", "delete", "secret", secret, "--ignore-not-found"]);
    return checks;
  } finally {
    const rules = await tryRun(nft("-a", "list", "chain", "ip", "lab", "machine"));
    const handle = new RegExp(`ip saddr ${publicIp.replaceAll(".", "\\.")} .*# handle (\\d+)`).exec(rules)?.[1];
    if (handle !== undefined) await tryRun(nft("delete", "rule", "ip", "lab", "machine", "handle", handle));
    await lab.removeExisting(SPARE.name);
  }
}

/** Whether K3s says why it refuses; else the end of what it said. */
async function attempt(machine: RunningMachine, config: object, refusal: string) {
  const [file, log] = ["/root/attempt.yaml", "/root/attempt.log"];
  await inside(machine, ["sh", "-c", `umask 077; cat >${file}`], JSON.stringify(config));
  // K3s ends with its output, which grep closes.
  const script = `timeout -s KILL ${PATIENCE_S} k3s agent --config ${file} 2>&1 | tee ${log} | grep -m 1 -E -e "$1" || true`;
  const why = (await inside(machine, ["sh", "-c", script, "sh", refusal])).replace(/^.*?msg="/, "").trim();
  if (why !== "") return { isRefused: true, said: why.slice(0, LONGEST_LINE) };
  const end = (await inside(machine, ["tail", "-n", "3", log])).trim();
  return { isRefused: false, said: `it ended with: ${end.slice(-2 * LONGEST_LINE)}` };
}
