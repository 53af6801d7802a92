/** The well-formed parts of the raw values, so that a problem in one place does not hide problems in another. */
import { z } from "zod";
import { generatorSchema } from "../schema/generators.ts";
import { levelSchema } from "../schema/levels.ts";
import { loadSchema } from "../schema/load.ts";
import { topologySchema } from "../schema/topology.ts";
import { SIZES, type CloudName } from "../../catalog/sizes.ts";

const labels = z.record(z.string(), z.string()).catch({});
const text = z.string().catch("");
const number = z.number().catch(Number.NaN);
/** Only whether it is there matters. */
const anything = z.unknown().optional();
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const list = <T extends z.ZodType>(item: T) => z.array(item).catch([]);
/** An object whose keys all have fallbacks. A value that is not an object counts as one without keys. */
const object = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess(
    (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}),
    z.object(shape),
  );

const node = object({
  name: text,
  cloud: text,
  role: text,
  labels,
  taints: list(text),
  size: maybe(z.string()),
  cpus: maybe(z.number()),
  memoryMiB: maybe(z.number()),
  region: maybe(z.string()),
  zone: maybe(z.string()),
  spot: z.unknown().optional(),
  diskGiB: z.unknown().optional(),
  publicIp: maybe(z.string()),
  privateIp: maybe(z.string()),
  behindNat: maybe(z.boolean()),
  join: maybe(z.string()),
  sshUser: z.unknown().optional(),
  sshPort: z.unknown().optional(),
  hostKey: z.unknown().optional(),
});

const { name: _name, cloud: generatorCloud, count, ...optional } = generatorSchema.shape;
const generator = object({
  name: text,
  cloud: generatorCloud.catch("existing"),
  count: count.catch(1),
  ...Object.fromEntries(Object.keys(optional).map((key) => [key, anything] as const)),
  region: maybe(z.string()),
  zone: maybe(z.string()),
  size: maybe(z.string()),
});

/**
 * Taken from the schema with their defaults, so that defaults are checked even if their section has another problem.
 */
const { podCidr, serviceCidr, azure, gcp } = topologySchema.shape;
const region = (of: typeof azure | typeof gcp) => of.unwrap().shape.region.catch("");

/** A value of the schema; NaN in place of one that the schema reports. */
const given = <T extends z.ZodType>(type: T) => type.catch(Number.NaN as never);
const { durationS, users, spawnRatePerS, ratePerS, steps, rampS, holdS, spikeUsers, windowS } = levelSchema.shape;
const level = object({
  name: text,
  durationS: given(durationS),
  users: given(users),
  spawnRatePerS: given(spawnRatePerS),
  ratePerS: given(ratePerS),
  steps: given(steps),
  rampS: given(rampS),
  holdS: given(holdS),
  spikeUsers: given(spikeUsers),
  windowS: given(windowS),
  shape: levelSchema.shape.shape.catch(undefined),
  stages: levelSchema.shape.stages.catch(undefined),
  objectives: levelSchema.shape.objectives.catch(undefined),
  endAtLimit: levelSchema.shape.endAtLimit.catch(undefined),
  arrivals: z.unknown().optional(),
});
const link = object({ between: list(text), oneWayDelayMs: number, jitterMs: number });
const amounts = object({ memory: maybe(z.string()) });
const service = object({
  nodeSelector: maybe(z.record(z.string(), z.string())),
  replicas: z.number().catch(1),
  resources: object({ requests: amounts }),
  autoscale: anything,
  recommend: maybe(z.boolean()),
});

const processEntry = object({
  name: text,
  command: z.union([z.string(), z.array(z.string())]).catch([]),
  env: z.record(z.string(), z.string()).catch({}),
  port: number,
  replicas: z.number().catch(1),
  nodeSelector: maybe(z.record(z.string(), z.string())),
});

export const looseSchema = object({
  topology: object({
    nodes: list(node),
    cluster: anything,
    links: list(link),
    overlay: text,
    podCidr: podCidr.catch(""),
    serviceCidr: serviceCidr.catch(""),
    k3s: object({ disable: maybe(z.array(z.string())) }),
    networks: z.record(z.string(), z.string()).catch({}),
    azure: object({ region: region(azure) }),
    gcp: object({ region: region(gcp), project: z.unknown().optional() }),
  }),
  workload: object({
    name: maybe(z.string()),
    profile: text,
    port: z.unknown().optional(),
    nodeSelector: labels,
    helm: anything,
    manifests: anything,
    kustomize: anything,
    url: maybe(z.string()),
    ready: anything,
    calls: maybe(z.array(object({ from: text, to: text }))),
    chart: anything,
    imageRepository: anything,
    services: z.record(z.string(), service).catch({}),
    processes: maybe(z.array(processEntry)),
    entry: maybe(object({ service: text, port: anything, scheme: maybe(z.string()), deployment: maybe(z.string()) })),
    exposure: object({
      kind: z.string().catch("NodePort"),
      controller: maybe(z.string()),
      port: anything,
      timeoutS: anything,
      maxBodyMiB: anything,
      gateway: anything,
      chart: anything,
    }),
    canary: maybe(
      object({
        service: text,
        image: anything,
        env: anything,
        values: anything,
        by: maybe(z.string()),
        match: anything,
      }),
    ),
  }),
  load: object({
    levels: list(level),
    warmUpS: loadSchema.shape.warmUpS.catch(Number.NaN),
    tool: maybe(z.string()),
    regions: loadSchema.shape.regions.catch(undefined),
    file: maybe(z.string()),
    export: maybe(object({ remoteWrite: text })),
    objectives: loadSchema.shape.objectives.catch(undefined),
    from: loadSchema.shape.from.catch("here"),
    generators: list(generator),
  }),
  comparison: object({ primaries: list(object({ level: text })) }),
  access: object({
    adminCidrs: maybe(z.array(z.string())),
    generatorCidrs: list(text),
    allowWorld: z.unknown().optional(),
  }),
});

export type Loose = z.infer<typeof looseSchema>;
export type LooseProcess = NonNullable<Loose["workload"]["processes"]>[number];
export type LooseNode = Loose["topology"]["nodes"][number];

export const isCloud = (name: string): name is CloudName => Object.hasOwn(SIZES, name);

/** Whether every node has a name and a known cloud, which checks that compare nodes need. */
export const areNodesKnown = ({ topology: { nodes } }: Loose): boolean =>
  nodes.length > 0 && nodes.every(({ name, cloud }) => name !== "" && isCloud(cloud));
