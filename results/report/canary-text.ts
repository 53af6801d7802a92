/** A canary as sentences, for the terminal and the page. */
import { counted } from "../../base/counted.ts";
import { number } from "../../base/format.ts";
import type { Split } from "../canary/index.ts";
import type { CanaryPlan } from "../schema/canary.ts";

const BY: Readonly<Record<CanaryPlan["by"], string>> = {
  replicas: "by its pods",
  ingress: "by the weights of the Ingress",
  gateway: "by the weights of the Gateway",
};

const percent = (share: number): string => `${number(100 * share, 1)} %`;

export function planText({ share, weight, by, unit, replicas: { stable, canary } }: CanaryPlan): string {
  const wanted = share === weight ? "" : ` (${percent(weight)} were asked for)`;
  const pods = `${counted(canary, "pod")} beside ${stable}`;
  return `planned: ${percent(share)} of ${unit}${wanted}, ${BY[by]}; ${pods}`;
}

export function splitText({ unit, stable, canary, share, planned, isAsPlanned }: Split): string {
  if (share === null) return "measured: no response told its version";
  const { low, high } = share.interval;
  const measured = `measured: ${percent(share.value)} of ${number(stable + canary)} ${unit}, 95 % interval ${percent(low)} to ${percent(high)}`;
  if (planned === null) return measured;
  return `${measured}: ${isAsPlanned ? "as planned" : `not the planned ${percent(planned)}`}`;
}

/** `undefined` if it is not known. */
export const trafficText = ({ ofTraffic }: Split): string | undefined =>
  ofTraffic === null ? undefined : `its pods received ${percent(ofTraffic)} of the bytes`;

/** `undefined` if there were none. */
export const unknownText = ({ unknown }: Split): string | undefined =>
  unknown === 0 ? undefined : `${counted(unknown, "request")} failed without telling the version: of neither below`;
