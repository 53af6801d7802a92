/** Snapshots and engine events in Pulumi's formats. */
import type { Properties, Value } from "./values.ts";

/** A resource of deployment schema v3. In memory, secrets are in plain wire form. */
export interface ResourceState {
  urn: string;
  custom: boolean;
  type: string;
  id?: string;
  /** Replaced and pending deletion. */
  delete?: boolean;
  inputs?: Properties;
  outputs?: Properties;
  parent?: string;
  protect?: boolean;
  external?: boolean;
  dependencies?: string[];
  initErrors?: string[];
  /** `<provider urn>::<provider id>`. */
  provider?: string;
  propertyDependencies?: Record<string, string[]>;
  /** Deleted, but its replacement is not created yet. */
  pendingReplacement?: boolean;
  additionalSecretOutputs?: string[];
  aliases?: string[];
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number };
  importID?: string;
  retainOnDelete?: boolean;
  deletedWith?: string;
  created?: string;
  modified?: string;
  sourcePosition?: string;
  stackTrace?: Value;
  ignoreChanges?: string[];
  hideDiff?: string[];
  replaceOnChanges?: string[];
  replacementTrigger?: Value;
  /** Fields that newer engines wrote; they are kept. */
  [more: string]: unknown;
}

export type PendingOperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

export interface Snapshot {
  resources: ResourceState[];
  pendingOperations: { resource: ResourceState; type: PendingOperationType }[];
  metadata: Record<string, unknown>;
}

export const emptySnapshot = (): Snapshot => ({ resources: [], pendingOperations: [], metadata: {} });

/** A stack's state while an operation holds its lock. */
export interface SnapshotStore {
  readonly snapshot: Snapshot;
  /**
   * Writes atomically and durably; resolves when the file is in place. A function is called when the write begins, so
   * that saves that wait for the same write compute only one snapshot.
   */
  save(snapshot: Snapshot | (() => Snapshot)): Promise<void>;
}

export type StepOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace"
  | "import"
  | "import-replacement";

export interface StepMetadata {
  op: StepOp;
  urn: string;
  type: string;
  old?: StepState | null;
  new?: StepState | null;
  /** Properties that force a replacement. */
  keys?: string[] | null;
  diffs?: string[] | null;
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }> | null;
  logical?: boolean;
  provider?: string;
}

export interface StepState {
  type: string;
  urn: string;
  custom?: boolean;
  delete?: boolean;
  id: string;
  parent: string;
  protect?: boolean;
  external?: boolean;
  retainOnDelete?: boolean;
  /** Secrets and texts of assets are masked. */
  inputs: Properties;
  outputs: Properties;
  provider: string;
  initErrors?: string[] | null;
  /** Property paths whose differences are not displayed. */
  hideDiffs?: string[];
}

export type Severity = "debug" | "info" | "info#err" | "warning" | "error";

/** One line of Pulumi's event log (`--event-log`): sequence, timestamp and one payload. */
export type EngineEvent = { sequence: number; timestamp: number } & EventPayload;

export type EventPayload =
  | { cancelEvent: Record<string, never> }
  | { stdoutEvent: { message: string; color: string } }
  | {
      diagnosticEvent: {
        urn?: string;
        prefix?: string;
        message: string;
        color: string;
        severity: Severity;
        streamID?: number;
        ephemeral?: boolean;
      };
    }
  | { preludeEvent: { config: Record<string, string> } }
  | {
      summaryEvent: {
        maybeCorrupt: boolean;
        durationSeconds: number;
        resourceChanges: Partial<Record<StepOp, number>>;
        PolicyPacks: Record<string, string>;
        isPreview: boolean;
        result: string;
      };
    }
  | { resourcePreEvent: { metadata: StepMetadata; planning?: boolean } }
  | { resOutputsEvent: { metadata: StepMetadata; planning?: boolean } }
  | { resOpFailedEvent: { metadata: StepMetadata; status: number; steps: number } };
