/**
 * What a stack deploys and measures, in one set of terms: Stackmark's own workloads and the user's. The plan has them as
 * plain data, and nothing that follows from a plan asks which application it is.
 */
import type { StackOutputs } from "../../results/schema/outputs.ts";
import type { ChartSource } from "../catalog/charts.ts";
import type { Labels } from "../catalog/labels.ts";
import type { ServiceResources } from "../config/schema/workload.ts";
import type { EntryTarget, KubeObject, NamedEntry } from "../kubernetes/objects.ts";

/** A program of the user's own. */
export interface PlannedProgram {
  service: string;
  /** The program and its arguments, with references to addresses. */
  command: string[];
  /** Its values may have references to addresses. */
  env: Record<string, string>;
  /** Working directory, relative to the folder of the stack file. */
  folder: string;
  /** 0: any free one. */
  port: number;
  /** Null: it is ready once its port accepts connections. */
  health: string | null;
  timeoutMs: number;
  /** Files and folders that it consists of, relative to its own folder, besides those that its command names. */
  files: string[];
  /** Digest of its files. Null: they were not read. */
  version: string | null;
  /** What each replica may use. Absent: all of its node. */
  limits?: ReplicaLimits;
}

/** Absent: no limit but that of the node. */
export interface ReplicaLimits {
  cpus?: number;
  memoryMiB?: number;
}

/** A call between two services that a request causes. */
export type Call = NonNullable<StackOutputs["plan"]["calls"]>[number];

export interface ApplicationEntry extends NamedEntry {
  path: string;
  scheme: "http" | "https";
  /** What is behind it. Null: it is looked up once the application is installed. */
  target: EntryTarget | null;
}

export interface ApplicationService {
  name: string;
  /** Unless a stack file sets them. Null: known once it is installed. */
  replicas: number | null;
  /** Default: that of all services. */
  nodeSelector?: Labels;
  /** Requests and limits of each replica, as far as they are known. */
  resources?: ServiceResources;
}

export interface Application {
  name: string;
  /** For readers, such as `boutique (full)`. */
  title: string;
  /** Its own namespace in a cluster. */
  namespace: string;
  entry: ApplicationEntry;
  /** Those that are known before it is installed. */
  services: ApplicationService[];
  /** Whether it may have more, which are known once it is installed. */
  hasMore: boolean;
  /** What its users do by default. Absent: they request the path of the entry. */
  scenario?: { scenario: string; scenarioOptions: Record<string, unknown> };
  /** Services that must be Ready before the load. Null: all. */
  ready: string[] | null;
  /** Null: unknown, or reported in responses. */
  calls: Call[] | null;
  /** Hosts that its images come from, as far as they are known. */
  registries: string[];
  /** Programs that emulated nodes start, with the path at which users enter. Null: it is something else. */
  programs: { entryPath: string; list: PlannedProgram[] } | null;
  /** Whether a pinned entry is installed anywhere first and then moved, which is measured. */
  movesEntry: boolean;
  /** With name and services, what makes it another application: results of the two are of different workloads. */
  identity: object;
}

/** What is put on a cluster. It may hold secrets, and is no part of a plan. */
export type Installation =
  | {
      kind: "helm";
      release: string;
      chart: ChartSource;
      values: Record<string, unknown>;
      /** Whether Helm waits until all is Ready; else only the roll-out does. */
      waits: boolean;
      /** Whether a value of null removes that of the chart. */
      removesValues: boolean;
      /** The Deployment of a canary with values of its own. Null: it is a copy of the stable one. */
      canary: KubeObject | null;
      /** Deployments whose replicas and node selectors are resources, so that previews show them. */
      patched: string[];
    }
  | { kind: "objects"; objects: KubeObject[] };
