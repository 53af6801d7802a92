/** The command line of K3s. */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { runAgent } from "./agent/agent.ts";
import { stopComponents } from "./components.ts";
import { fatal, fatally, log } from "./log.ts";
import { part, PATHS } from "./paths.ts";
import { notifyReady } from "./ready.ts";
import { runServer } from "./server/server.ts";
import { parseSettings } from "./settings/parse.ts";
import { joinSettings, nodeSettings, serverSettings } from "./settings/settings.ts";

const TOOLS = ["kubectl", "crictl", "ctr"];

/** The program of the lab's parts, else the first on PATH that is not K3s itself. */
function tool(name: string): string | undefined {
  const onPath = (process.env.PATH ?? "").split(":").map((folder) => `${folder}/${name}`);
  const own = `${PATHS.data}/current/bin/${name}`;
  const isK3s = (file: string): boolean => basename(realpathSync(file)) === "k3s";
  return [part(name), own, ...onPath].find((file) => existsSync(file) && !isK3s(file));
}

function runTool(name: string, args: readonly string[]): never {
  const program = tool(name);
  if (program === undefined) fatal(`${name} is not among the lab's parts and not on this machine`);
  const environment: NodeJS.ProcessEnv = { ...process.env };
  if (name === "kubectl") environment.KUBECONFIG ??= PATHS.kubeconfig;
  if (name === "crictl") environment.CONTAINER_RUNTIME_ENDPOINT ??= `unix://${PATHS.containerdSocket}`;
  if (name === "ctr") {
    environment.CONTAINERD_ADDRESS ??= PATHS.containerdSocket;
    environment.CONTAINERD_NAMESPACE ??= "k8s.io";
  }
  const { status, error } = spawnSync(program, args, { stdio: "inherit", env: environment });
  if (error) fatal(`${name}: ${error.message}`);
  process.exit(status ?? 1);
}

function stopBySignal(): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      log.info(`Received ${signal}, shutting down`);
      void stopComponents().then(() => process.exit(0));
    });
}

async function serve(verb: "server" | "agent", args: readonly string[], version: string): Promise<void> {
  if (process.getuid?.() !== 0) fatal(`must run as root unless --rootless is specified`);
  const values = parseSettings(verb, args, process.env);
  const node = nodeSettings(values);
  stopBySignal();
  if (verb === "server") return runServer(serverSettings(values, node), node, version);
  log.info(`Starting k3s agent ${version}`);
  await runAgent(node, { ...joinSettings(values), isServer: false }, version);
  log.info("k3s agent is up and running");
  await notifyReady();
}

/** @param version that this program says it is, such as `v1.35.5+k3s1` */
export async function main(version: string): Promise<void> {
  const called = basename(process.argv[1] ?? "");
  if (TOOLS.includes(called)) runTool(called, process.argv.slice(2));
  const [verb = "", ...args] = process.argv.slice(2);
  if (verb === "--version" || verb === "-v")
    console.log(`k3s version ${version} (lab)\nnode version ${process.version}`);
  else if (TOOLS.includes(verb)) runTool(verb, args);
  else if (verb === "server" || verb === "agent") await serve(verb, args, version).catch(fatally);
  else if (verb === "token" && args[0] === "rotate") fatal("The lab's K3s does not rotate tokens.");
  else {
    console.error(`No help topic for '${verb}'. The lab's K3s has: server, agent, ${TOOLS.join(", ")}, --version.`);
    process.exit(3);
  }
}
