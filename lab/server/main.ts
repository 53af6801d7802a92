/**
 * The lab's process: `node lab/server/main.ts DIR [K3S VERSION]`. It owns all machines, networks and clouds, which end with
 * it, and takes requests on loopback as nodes and links of `local` stacks do. K3S is the path of a K3s of the user's own,
 * which said that it is of this version.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomicSync } from "../../base/atomic-file.ts";
import { parseBody, startControlServer, urlOf } from "../daemon/control-server.ts";
import { endOnSignal, exitWith } from "../daemon/lifecycle.ts";
import { LabError } from "../errors.ts";
import { CLOUDS_SOCKET, createClouds, LabClock, serveClouds } from "../clouds/index.ts";
import { buildImages } from "../images/build.ts";
import type { GivenK3s } from "../k3s/given.ts";
import { k3sHostFiles } from "../k3s/host-files.ts";
import { createMachines } from "../machines/lab-machines.ts";
import { pluginsDir } from "../folder.ts";
import { pluginsOnPath, writePlugins } from "../plugins/write-plugins.ts";
import { existingRequestSchema, nameSchema, SITE_DELAY_MS, type LabStatus } from "../protocol/lab.ts";
import { cacheFolder, Cache } from "../setup/cache.ts";
import { accessFile, type Access } from "./client.ts";
import { ExistingMachines, OPERATOR_IP } from "./existing.ts";
import { faultRoutes } from "./fault-routes.ts";
import { forgetStacks } from "./forget-stacks.ts";
import { internetRoutes } from "./internet.ts";
import { machinesNow } from "./machines.ts";
import { MIRROR_ADDRESS, startMirror } from "./mirror.ts";

/** Clouds take a fifth of their usual time: what a rehearsal shows does not depend on it. */
const SLOWNESS = 0.2;

try {
  const [dir, path, version] = process.argv.slice(2);
  await serve(dir, path === undefined || version === undefined ? undefined : { path, version });
} catch (error) {
  exitWith(error);
}

async function serve(dir: string | undefined, given: GivenK3s | undefined): Promise<void> {
  if (dir === undefined) throw new LabError("LAB_MALFORMED_START_FILE", "no folder: pass the lab's as the argument");
  forgetStacks(dir);
  const cache = cacheFolder();
  await buildImages({ cache, done: (file, wasBuilt) => wasBuilt && console.log(`built ${file}`) });
  const machines = await createMachines({
    dir,
    partsDir: cache,
    nameservers: [MIRROR_ADDRESS],
    delayMs: SITE_DELAY_MS,
    seedFiles: k3sHostFiles(given),
  });
  const clock = new LabClock(Date.now(), 1);
  const clouds = createClouds({ machines, clock, statePath: null, settings: { slowness: SLOWNESS } });
  const sockets = await serveClouds(join(dir, CLOUDS_SOCKET), clouds);
  const existing = new ExistingMachines(machines);
  const namespace = await machines.sites.openEnd("operator", OPERATOR_IP);
  const openEnd = (name: string, address: string): Promise<string> => machines.sites.openEnd(name, address);
  const mirror = await startMirror({ dir, cache, given, openEnd });
  const kubernetes = new Cache(cache).path("pulumi-resource-kubernetes");
  await writePlugins(pluginsDir(dir), { kubernetes, ...pluginsOnPath(process.env) });

  const token = randomBytes(24).toString("base64url");
  const server = await startControlServer(0, token, {
    "GET /status": status,
    "POST /existing": (body) => existing.add(parseBody(existingRequestSchema, body)),
    "DELETE /existing": (body) => existing.remove(parseBody(nameSchema, body).name),
    ...internetRoutes(machines.sites),
    "POST /shutdown": shutDown,
    ...faultRoutes(machines),
  });

  function status(): LabStatus {
    return {
      operator: { namespace, address: OPERATOR_IP },
      mirror,
      machines: machinesNow(machines, clouds, existing.names),
      resources: clouds.inventory().map(({ cloud, id }) => `${cloud} ${id}`),
    };
  }

  let ending: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    ending ??= clouds.close().then(() => machines.close());
    await ending;
    sockets.close();
    rmSync(accessFile(dir!), { force: true });
    server.close(() => process.exit(0));
    // Leaves time to send the response.
    setTimeout(() => server.closeAllConnections(), 100);
  }

  endOnSignal(shutDown);
  const access: Access = { url: urlOf(server), token, passphrase: randomBytes(24).toString("base64url") };
  writeAtomicSync(accessFile(dir), JSON.stringify(access));
  console.log(`ready: process ${process.pid}`);
}
