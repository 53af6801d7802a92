/** The objects of a canary: a Deployment beside the stable one, and a Service where a proxy divides users. Pure. */
import { z } from "zod";
import { CANARY_LABEL, mainContainer, type EntryTarget } from "../../kubernetes/objects.ts";
import type { PlannedCanary } from "../../topology/canary.ts";

const strings = z.record(z.string(), z.string());
const variableSchema = z.looseObject({ name: z.string() });
const containerSchema = z.looseObject({ name: z.string(), env: z.array(variableSchema).nullish() });

/** As far as a canary differs from it; all else is copied. */
export const stableSpecSchema = z.looseObject({
  selector: z.looseObject({ matchLabels: strings.default({}) }),
  template: z.looseObject({
    metadata: z.looseObject({ labels: strings.default({}) }),
    spec: z.looseObject({ nodeSelector: strings.nullish(), containers: z.array(containerSchema).min(1) }),
  }),
});
/** Of a Deployment. */
export type StableSpec = z.infer<typeof stableSpecSchema>;

/** Longest value of a label. */
const MAX_LABEL = 63;
const SUFFIX = "-canary";

/** @param selector of the entry's Service; null: it is to select the canary too */
function labelsOf(labels: Record<string, string>, selector: EntryTarget["selector"] | null): Record<string, string> {
  const [first] = Object.keys(selector ?? {});
  const value =
    first === undefined ? undefined : `${(labels[first] ?? "").slice(0, MAX_LABEL - SUFFIX.length)}${SUFFIX}`;
  return { ...labels, ...(first === undefined ? {} : { [first]: value! }), [CANARY_LABEL]: "true" };
}

/**
 * The new version's Deployment: the stable one's with another image or other variables. The Service of the stable version
 * selects its pods as well where users are divided by numbers of pods, and does not where a proxy divides them.
 *
 * @param nodeSelector as planned, in addition to that of the stable version
 */
export function canaryDeployment(
  stable: StableSpec,
  canary: PlannedCanary,
  { selector, nodeSelector }: { selector: EntryTarget["selector"]; nodeSelector: Record<string, string> },
) {
  const { template } = stable;
  const labels = labelsOf(template.metadata.labels, canary.by === "replicas" ? null : selector);
  const { containers } = template.spec;
  const main = mainContainer(canary.service, containers);
  const own = Object.fromEntries(Object.keys(stable.selector.matchLabels).map((key) => [key, labels[key] ?? ""]));
  return {
    ...stable,
    replicas: canary.replicas.canary,
    selector: { ...stable.selector, matchLabels: { ...own, [CANARY_LABEL]: "true" } },
    template: {
      ...template,
      metadata: { ...template.metadata, labels },
      spec: {
        ...template.spec,
        nodeSelector: { ...template.spec.nodeSelector, ...nodeSelector },
        containers: containers.map((each) => (each === main ? changed(each, canary) : each)),
      },
    },
  };
}

type MainContainer = StableSpec["template"]["spec"]["containers"][number];

function changed(container: MainContainer, { image, env }: PlannedCanary): MainContainer {
  const kept = (container.env ?? []).filter(({ name }) => !(name in env));
  const set = Object.entries(env).map(([name, value]) => ({ name, value }));
  return { ...container, ...(image === null ? {} : { image }), env: [...kept, ...set] };
}

/** The Service of the canary alone, behind a proxy. */
export const canaryService = ({ selector, port, targetPort }: Omit<EntryTarget, "deployment">) => ({
  type: "ClusterIP",
  selector: labelsOf(selector, selector),
  ports: [{ name: "http", port, targetPort }],
});
