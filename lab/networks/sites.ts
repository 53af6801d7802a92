/** The sites of a lab, and the internet between them. */
import { LabError } from "../errors.ts";
import type { LabNames } from "../names.ts";
import type { SiteSpec } from "../protocol/machines.ts";
import { Internet } from "./internet.ts";
import { createNamespace, deleteNamespace, runIp } from "./namespace.ts";
import { Router } from "./router.ts";

export class Sites {
  readonly internet: Internet;
  readonly #names: LabNames;
  readonly #delayMs: number;
  readonly #routers = new Map<string, Router>();

  /**
   * @param seed of losses and jitter between the sites
   * @param delayMs each way between two sites, except ends
   */
  constructor(names: LabNames, seed: number, delayMs = 0) {
    this.#names = names;
    this.#delayMs = delayMs;
    this.internet = new Internet(names.namespace("internet"), seed);
  }

  /**
   * Creates a site that is one namespace with one public address, without a router or firewall, such as the operator's.
   * @returns the namespace's name, for `ip netns exec`
   */
  async openEnd(name: string, address: string): Promise<string> {
    this.#requireFree(name);
    const namespace = this.#names.namespace("end", name);
    await this.#orNothing(name, namespace, async () => {
      await createNamespace(namespace);
      await this.internet.connect(name, namespace);
      await runIp(namespace, [`addr add ${address}/32 dev wan0`]);
      await this.internet.announce(address, name);
    });
    return namespace;
  }

  async closeEnd(name: string): Promise<void> {
    await this.#remove(name, this.#names.namespace("end", name));
  }

  async open(site: SiteSpec): Promise<void> {
    this.#requireFree(site.name);
    const router = new Router(site, this.#names.namespace("site", site.name));
    this.#routers.set(site.name, router);
    await this.#orNothing(site.name, router.namespace, async () => {
      await router.open();
      await this.internet.connect(site.name, router.namespace);
      await this.#keepApart(site.name);
    });
  }

  async close(name: string): Promise<void> {
    await this.#remove(name, this.router(name).namespace);
  }

  /** @throws LabError `LAB_NOT_FOUND` */
  router(site: string): Router {
    const router = this.#routers.get(site);
    if (router === undefined) throw new LabError("LAB_NOT_FOUND", `There is no site ${site} in the lab.`);
    return router;
  }

  async #keepApart(site: string): Promise<void> {
    const delayMs = this.#delayMs;
    if (delayMs === 0) return;
    for (const other of this.#routers.keys()) {
      // Another one may be opening.
      if (other === site || !this.internet.has(other)) continue;
      await this.internet.setPath(site, other, { delayMs });
      await this.internet.setPath(other, site, { delayMs });
    }
  }

  #requireFree(name: string): void {
    if (this.#routers.has(name) || this.internet.has(name))
      throw new LabError("LAB_ALREADY_EXISTS", `There is a site ${name} already.`);
  }

  async #orNothing(name: string, namespace: string, open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (error) {
      await this.#remove(name, namespace);
      throw error;
    }
  }

  async #remove(name: string, namespace: string): Promise<void> {
    this.#routers.delete(name);
    await this.internet.disconnect(name);
    await deleteNamespace(namespace);
  }
}
