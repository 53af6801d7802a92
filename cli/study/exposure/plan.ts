/** Which exposures of a stack a study compares, as changes of its stack file. Pure. */
import type { Changes } from "../variant.ts";

export const EXPOSURE_VARIANTS = ["nodeport", "loadbalancer", "traefik", "ingress-nginx"] as const;
export type ExposureVariant = (typeof EXPOSURE_VARIANTS)[number];

interface Settings {
  kind: string;
  controller?: string;
  /** Keys of `workload.exposure` that stay as the stack file has them. */
  keeps: readonly string[];
}

const SETTINGS: Readonly<Record<ExposureVariant, Settings>> = {
  nodeport: { kind: "NodePort", keeps: [] },
  loadbalancer: { kind: "LoadBalancer", keeps: ["port"] },
  traefik: { kind: "Ingress", controller: "traefik", keeps: ["timeoutS", "maxBodyMiB"] },
  "ingress-nginx": { kind: "Ingress", controller: "ingress-nginx", keeps: ["timeoutS", "maxBodyMiB", "chart"] },
};
const OPTIONAL = ["controller", "port", "timeoutS", "maxBodyMiB", "gateway", "chart"];

/** K3s' components that one of the variants needs: all of them have these, so that they differ in nothing else. */
const NOTHING_DISABLED: string[] = [];

/** Without a canary, of which not all of them have the same share. */
export function exposureChanges(variant: ExposureVariant): Changes {
  const { kind, controller, keeps } = SETTINGS[variant];
  const removed = OPTIONAL.filter((key) => !keeps.includes(key));
  return [
    ...removed.map((key): Changes[number] => [["workload", "exposure", key], undefined]),
    [["workload", "exposure", "kind"], kind],
    ...(controller === undefined ? [] : [[["workload", "exposure", "controller"], controller] as const]),
    [["workload", "canary"], undefined],
    [["topology", "k3s", "disable"], NOTHING_DISABLED],
  ];
}

/** In the order above; the first is what the others are compared with. */
export function variantsOf(text: string | undefined): { variants: ExposureVariant[]; unknown: string[] } {
  if (text === undefined) return { variants: [...EXPOSURE_VARIANTS], unknown: [] };
  const names = text.split(",").map((name) => name.trim());
  const isKnown = (name: string): name is ExposureVariant => (EXPOSURE_VARIANTS as readonly string[]).includes(name);
  return {
    variants: EXPOSURE_VARIANTS.filter((name) => names.includes(name)),
    unknown: names.filter((name) => !isKnown(name)),
  };
}
