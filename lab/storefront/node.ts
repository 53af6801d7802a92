/**
 * The supervisor of an emulated node: `node lab/storefront/node.ts START_FILE`, detached. See lab/protocol.
 *
 * On SIGTERM, SIGINT and POST /shutdown it shuts down cleanly and leaves no process, cgroup or port. If it is killed, its
 * replicas notice and exit, programs are killed by their guards, and the next node in the same folder removes the cgroup.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import pLimit from "p-limit";
import { parseBody, startControlServer, urlOf } from "../daemon/control-server.ts";
import { endOnSignal, exitWith } from "../daemon/lifecycle.ts";
import { ownIdentity, removeReady, requireOnlyDaemon, writeReady } from "../daemon/ready-file.ts";
import { readStartFile } from "../daemon/start-file.ts";
import {
  balancersSchema,
  liftSchema,
  nodeStartSchema,
  replicasSchema,
  routesSchema,
  type NodeStart,
  type NodeStatus,
} from "../protocol/node.ts";
import { Balancers } from "./balancers.ts";
import { CpuQuota } from "./supervisor/cpu-quota.ts";
import { limitNode } from "./supervisor/limit-node.ts";
import { Supervisor } from "./supervisor/supervisor.ts";

try {
  await run(readStartFile(nodeStartSchema, process.argv[2]));
} catch (error) {
  exitWith(error);
}

async function run(start: NodeStart): Promise<void> {
  const identity = ownIdentity();
  makeFolder(start.dir);
  requireOnlyDaemon(start.dir);
  const log = (line: string) => appendFileSync(join(start.dir, "node.log"), `${new Date().toISOString()} ${line}\n`);
  const limits = await limitNode(start);
  const quota = new CpuQuota(limits);
  const supervisor = new Supervisor({ node: start.name, dir: start.dir, limits, log });
  const balancers = new Balancers();
  const inTurn = pLimit(1);

  const server = await startControlServer(start.controlPort, start.token, {
    "PUT /replicas": (body) => {
      const { replicas } = parseBody(replicasSchema, body);
      return inTurn(() => quota.liftDuring(async () => ({ replicas: await supervisor.apply(replicas) })));
    },
    "PUT /balancers": async (body) => ({
      balancers: await balancers.apply(parseBody(balancersSchema, body).balancers),
    }),
    "PUT /routes": (body) => {
      const { routes } = parseBody(routesSchema, body);
      return inTurn(() => supervisor.route(routes));
    },
    "PUT /lift": (body) => quota.liftFor(parseBody(liftSchema, body).durationMs),
    "GET /status": status,
    "POST /shutdown": shutdown,
  }).catch(async (error: unknown) => {
    await limits.remove();
    throw error;
  });

  function status(): NodeStatus {
    return {
      ...identity,
      name: start.name,
      uptimeMs: Math.round(process.uptime() * 1000),
      cpus: start.cpus,
      memoryMiB: start.memoryMiB,
      quota: limits.quota,
      ...limits.usage(supervisor.pids()),
      replicas: supervisor.status(),
    };
  }

  let ending: Promise<void> | undefined;
  async function shutdown(): Promise<void> {
    ending ??= (async () => {
      await supervisor.end();
      balancers.end();
      await limits.remove();
      removeReady(start.dir);
      log("ended");
    })();
    await ending;
    endOnceAnswered();
  }
  /** Leaves time to send the response to POST /shutdown. */
  function endOnceAnswered(): void {
    server.close(() => process.exit(0));
    setTimeout(() => server.closeAllConnections(), 100);
  }

  endOnSignal(shutdown);
  writeReady(start.dir, {
    version: 1,
    ...identity,
    control: urlOf(server),
    quota: limits.quota,
    cgroups: limits.cgroups,
  });
  log(`ready: ${start.cpus} CPUs, ${start.memoryMiB} MiB; ${limits.quota.note}`);
}
