/** Simulated control planes of Azure and Google Cloud, whose machines are the lab's. */
export { LabClock, type Clock } from "./clock.ts";
export { CloudConsole } from "./console-client.ts";
export { createClouds, type CloudName, type Clouds, type CloudsOptions, type InventoryEntry } from "./clouds.ts";
export type { Interference } from "./control-plane.ts";
export type { Fault } from "./faults.ts";
export { CLOUDS_SOCKET, serveClouds } from "./server.ts";
export { DEFAULT_SETTINGS, type CloudSettings } from "./settings.ts";
export { readState, type MeterRecord } from "./store.ts";
