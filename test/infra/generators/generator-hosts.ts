/** Three generator machines: hosts with SSH servers, each in a network namespace of its own; and a target that they load. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GeneratorMachine } from "../../../infra/generators/machine.ts";
import { startWorkers } from "../../../infra/generators/start.ts";
import { runLoad, type LoadOutcome, type WorkerSource } from "../../../loadgen/index.ts";
import type { FromWorker } from "../../../loadgen/worker/protocol.ts";
import { on, startHost, type Host } from "../../helpers/hosts/host.ts";
import { ip, openNetwork, type Network } from "../../helpers/hosts/network.ts";
import { messagesIn } from "../../helpers/workers-own-files.ts";

const HOSTS = 3;
export const CLAIM = "hosts-0a1b2c3d";

export interface Target extends Disposable {
  url: string;
  counts: { requests: number };
}

/** A load of three workers, one on each host. */
export const loadOf = (url: string, durationMs: number) => ({
  ...{ model: "closed", scenario: "get", target: url, users: 30, spawnRatePerS: 30, durationMs, warmUpMs: 2000 },
  ...{ thinkTime: { kind: "constant", ms: 50 }, calibrationMs: 200, vantage: { kind: "vm", where: "three hosts" } },
});

export class GeneratorHosts implements AsyncDisposable {
  readonly hosts: Host[] = [];
  readonly #folder: string;
  readonly #network: Network;

  private constructor(folder: string, network: Network) {
    this.#folder = folder;
    this.#network = network;
  }

  static async start(): Promise<GeneratorHosts> {
    const folder = await mkdtemp(join(tmpdir(), "generators-"));
    const started = new GeneratorHosts(folder, await openNetwork());
    for (let index = 0; index < HOSTS; index += 1) await started.#boot(index);
    return started;
  }

  async #boot(index: number): Promise<void> {
    const own = await mkdtemp(join(this.#folder, "host-"));
    const address = this.#network.address(10 + index);
    this.hosts.push(await startHost(this.#network, own, `generator-${index + 1}`, address));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.hosts) await host.kill();
    await this.#network.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get machines(): GeneratorMachine[] {
    return this.hosts.map(({ name, target: access }) => ({ name, region: "lab", workers: 1, claim: CLAIM, access }));
  }

  /** A target in this machine's own namespace, which the hosts reach by its address in their network. */
  async target(): Promise<Target> {
    const counts = { requests: 0 };
    const server = createServer((_, response) => {
      counts.requests += 1;
      response.end("ok");
    }).listen(0, this.#network.gateway);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return { url: `http://${this.#network.gateway}:${port}/`, counts, [Symbol.dispose]: () => void server.close() };
  }

  /**
   * Runs a load.
   * @param sound resolves once the hosts can be reached again; their files are read then. Default: at once
   * @returns the outcome, and each worker's own file as it was at the end
   */
  async run(
    spec: object,
    hooks: Parameters<typeof runLoad>[1] = {},
    {
      machines = this.machines,
      sound = Promise.resolve(),
    }: { machines?: GeneratorMachine[]; sound?: Promise<unknown> } = {},
  ): Promise<{ outcome: LoadOutcome; files: FromWorker[][] }> {
    const files: FromWorker[][] = [];
    const sources = await startWorkers(machines, undefined);
    // The files go with their workers: they are read before those are ended.
    const kept = sources.map((source, index): WorkerSource => ({
      ...source,
      kill: () =>
        void sound
          .then(() => on(this.hosts[index]!, "cat /root/.stackmark/loads/*/measured.ndjson"))
          .then((text) => (files[index] = messagesIn(text)))
          .catch(() => undefined)
          .then(() => source.kill()),
    }));
    const outcome = await runLoad(spec, hooks, kept);
    return { outcome, files };
  }

  /** Takes the host's end of its link down: the bridge's side keeps its name. */
  async cutLink({ namespace }: Host): Promise<void> {
    await ip("-n", namespace, "link", "set", "eth0", "down");
  }

  async restoreLink({ namespace }: Host): Promise<void> {
    await ip("-n", namespace, "link", "set", "eth0", "up");
    await ip("-n", namespace, "route", "replace", "default", "via", this.#network.gateway);
  }

  /** What loads have left on a host: folders and processes. */
  async leftOn(host: Host): Promise<string> {
    return (await on(host, "ls /root/.stackmark/loads; pgrep -f '[g]enerator.mjs' || true")).trim();
  }
}
