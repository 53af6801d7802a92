/** The objects of a load in a cluster: a namespace, a Job whose pods send the load, and a ConfigMap with their program. Pure. */
import { LOAD_OF_LABEL, LOAD_TAINT, OWNER, OWNER_LABEL } from "../catalog/labels.ts";
import type { PortableCode } from "../generators/scenario-code.ts";
import { CODE_FOLDER, CONTAINER, JOB, PROGRAM_FOLDER, WORK_FOLDER } from "./names.ts";

/** Workers that a load needs, and where they may run. */
export interface PodPool {
  /** Number of pods. */
  workers: number;
  /** An image with Node 24, or with the tool that sends the load. */
  image: string;
  /** Names of the nodes that may run them. Empty: any. */
  nodes: string[];
  /** Of each pod, as quantities such as `500m` and `256Mi`. */
  requests: { cpu: string; memory: string };
  /** A pod that takes more is killed; CPU has no limit, which would throttle the generator. */
  memoryLimit: string;
}

/** What each pod runs. */
export interface PodProgram {
  command: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** By their paths below {@link PROGRAM_FOLDER}; less than 1 MiB in all. */
  files: readonly { path: string; content: Uint8Array }[];
}

/** The user's code as files of a program. @param code null: there is none */
export const programFiles = (code: PortableCode | null): PodProgram["files"] =>
  (code?.files ?? []).map(({ path, content }) => ({ path: `${CODE_FOLDER}/${path}`, content }));

export interface Owner {
  stack: string;
  cell: string;
}

const MANAGED_BY = { [OWNER_LABEL]: OWNER };

/** @param suffix tells the namespaces of two attempts apart */
export const namespaceOf = ({ stack, cell }: Owner, suffix: string) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name: `stackmark-load-${suffix}`,
    labels: { ...MANAGED_BY, [LOAD_OF_LABEL]: stack, "pod-security.kubernetes.io/enforce": "restricted" },
    annotations: { "stackmark.dev/cell": cell },
  },
});

/** Time for the worker's own end before it is killed. */
const GRACE_S = 1;
/** A Job that nobody deleted is deleted by Kubernetes so long after its end. */
const TTL_S = 300;
/** `node` of the image; any user but root. */
const USER = 1000;
/** Of a pod's own network: so many connections to one address at a time. */
const PORT_RANGE = "1024 65535";

/**
 * An Indexed Job. It is suspended until its ConfigMap is there. A pod that ends early is not replaced, because a worker that
 * started again would send its part of the load twice; the other pods go on.
 * @param limitMs Kubernetes ends all pods after this time, also if nobody is there to stop them
 */
export function jobOf(
  { workers, image, nodes, requests, memoryLimit }: PodPool,
  { command, environment = {}, files }: PodProgram,
  limitMs: number,
) {
  const labels = { ...MANAGED_BY, "app.kubernetes.io/name": "stackmark-load" };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: JOB, labels },
    spec: {
      suspend: true,
      completionMode: "Indexed",
      completions: workers,
      parallelism: workers,
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: Math.ceil(limitMs / 1000),
      ttlSecondsAfterFinished: TTL_S,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          terminationGracePeriodSeconds: GRACE_S,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          affinity: nodes.length === 0 ? undefined : onNodes(nodes),
          tolerations: [{ key: LOAD_TAINT, operator: "Exists" }],
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: labels },
            },
          ],
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
            sysctls: [{ name: "net.ipv4.ip_local_port_range", value: PORT_RANGE }],
          },
          containers: [
            {
              name: CONTAINER,
              image,
              command: [...command],
              env: Object.entries(environment).map(([name, value]) => ({ name, value })),
              resources: { requests, limits: { memory: memoryLimit } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              volumeMounts: [
                { name: "program", mountPath: PROGRAM_FOLDER, readOnly: true },
                { name: "work", mountPath: WORK_FOLDER },
              ],
            },
          ],
          volumes: [
            { name: "program", configMap: { name: JOB, items: files.map(({ path }, i) => ({ key: keyOf(i), path })) } },
            { name: "work", emptyDir: {} },
          ],
        },
      },
    },
  };
}

const onNodes = (nodes: readonly string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [...nodes] }] },
      ],
    },
  },
});

/** Keys of a ConfigMap are no paths. */
const keyOf = (index: number): string => `file-${index}`;

/** @param job uid of the Job: Kubernetes deletes the ConfigMap with it */
export const configMapOf = (job: string, { files }: Pick<PodProgram, "files">) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: JOB,
    labels: MANAGED_BY,
    ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: JOB, uid: job }],
  },
  immutable: true,
  binaryData: Object.fromEntries(files.map(({ content }, i) => [keyOf(i), Buffer.from(content).toString("base64")])),
});
