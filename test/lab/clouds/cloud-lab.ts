/** Simulated clouds over machines in memory, whose operations end at once unless a test wants otherwise. */
import { setImmediate } from "node:timers/promises";
import { createClouds, LabClock, type CloudSettings, type Clouds } from "../../../lab/clouds/index.ts";
import type { Answer, ControlPlane } from "../../../lab/clouds/control-plane.ts";
import type { JsonObject } from "../../../lab/clouds/json.ts";
import type { Operation } from "../../../lab/clouds/store.ts";
import { FakeMachines } from "./fake-machines.ts";

/** 2026-03-01, 08:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 1, 8);
export const HOUR_MS = 3_600_000;

export class CloudLab {
  readonly machines: FakeMachines;
  readonly clock: LabClock;
  readonly clouds: Clouds;

  /** @param settings by default, operations take no time */
  constructor(
    settings: Partial<CloudSettings> = {},
    { machines = new FakeMachines(), statePath = null as string | null, startMs = START_MS } = {},
  ) {
    this.machines = machines;
    this.clock = new LabClock(startMs, 0);
    this.clouds = createClouds({
      machines: this.machines,
      clock: this.clock,
      statePath,
      settings: { slowness: 0, ...settings },
    });
  }

  /** Creates or changes a resource, and waits for its operation. @throws ApiError, also for a failed operation */
  async put(id: string, body: object): Promise<JsonObject> {
    const plane = this.planeOf(id);
    await this.finish(plane, plane.put(id, body as JsonObject, id.startsWith("/") ? "upsert" : "create"));
    return plane.get(id).resource!;
  }

  /** Changes a resource of Google Cloud. */
  async patch(id: string, body: object): Promise<void> {
    const plane = this.planeOf(id);
    await this.finish(plane, plane.put(id, body as JsonObject, "update"));
  }

  async delete(id: string): Promise<void> {
    const plane = this.planeOf(id);
    await this.finish(plane, plane.delete(id));
  }

  async act(id: string, action: string): Promise<void> {
    const plane = this.planeOf(id);
    await this.finish(plane, plane.act(id, action, {}));
  }

  /** What is billed now. */
  get billed(): string[] {
    return this.clouds
      .meters()
      .filter(({ toMs }) => toMs === null)
      .map(({ item }) => item)
      .sort();
  }

  planeOf(id: string): ControlPlane {
    return id.startsWith("/") ? this.clouds.azure : this.clouds.gcp;
  }

  async finish(plane: ControlPlane, { operation }: Answer): Promise<void> {
    const { error } = await this.ended(plane, operation!);
    if (error) throw Object.assign(new Error(error.message), error);
  }

  async ended(plane: ControlPlane, id: string): Promise<Operation> {
    for (let turn = 0; turn < 1000; turn += 1) {
      const operation = plane.operation(id);
      if (operation.status !== "InProgress") return operation;
      await setImmediate();
    }
    throw new Error(`operation ${id} does not end`);
  }

  /** Puts the clock forward, and lets everything happen that is then due. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  }

  close(): Promise<void> {
    this.clock.stop();
    return this.clouds.close();
  }
}

/** Runs with clouds that are closed afterwards. */
export async function withLab(settings: Partial<CloudSettings>, use: (lab: CloudLab) => Promise<void>): Promise<void> {
  const lab = new CloudLab(settings);
  try {
    await use(lab);
  } finally {
    await lab.close();
  }
}
