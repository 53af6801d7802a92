/** The faults, which operations they may strike, and how an operation may end that was struck. */

import { z } from "zod";

/** `create`: `up` from nothing. `change`: `up` of a stack that is up, with another stack file. */
export const operationSchema = z.enum(["create", "change", "run", "destroy"]);
export type Operation = z.infer<typeof operationSchema>;

export interface FaultEntry {
  operations: readonly Operation[];
  /** Exit codes of the struck operation. */
  exits: readonly number[];
  /** No `up` can mend it; the stack is destroyed. */
  isLasting?: boolean;
  /** The stack has an existing machine. */
  needsEdge?: boolean;
  /** It strikes before the operation begins. */
  isEarlier?: boolean;
}

const ANY: readonly Operation[] = ["create", "change", "run", "destroy"];
const UPS: readonly Operation[] = ["create", "change", "run"];
const CHANGES: readonly Operation[] = ["create", "destroy"];
export const FAILED = 1;
export const LEFT_OVER = 5;
export const INTERRUPTED = 105;
/** Of a load that a fault disturbed, or that failed the requests of its users. */
export const INVALID = 98;
const KILLED = 137;
const OK_OR_FAILED = [0, FAILED];

const ALL = {
  "engine-killed": { operations: ANY, exits: [0, KILLED] },
  "provider-killed": { operations: ANY, exits: OK_OR_FAILED },
  "ssh-session-killed": { operations: ["create"], exits: OK_OR_FAILED },
  "kubelet-killed": { operations: UPS, exits: OK_OR_FAILED },
  "server-power-failure": { operations: UPS, exits: OK_OR_FAILED },
  "worker-power-failure": { operations: UPS, exits: OK_OR_FAILED },
  "internet-cut-for-a-while": { operations: UPS, exits: OK_OR_FAILED },
  "internet-cut": { operations: ANY, exits: OK_OR_FAILED },
  "azure-burst": { operations: CHANGES, exits: OK_OR_FAILED },
  "gcp-burst": { operations: CHANGES, exits: OK_OR_FAILED },
  "clouds-throttle": { operations: CHANGES, exits: OK_OR_FAILED },
  "machine-half-created": { operations: ["create"], exits: OK_OR_FAILED, isEarlier: true },
  "disk-full": { operations: UPS, exits: OK_OR_FAILED },
  interrupted: { operations: ANY, exits: [0, INTERRUPTED] },
  "machine-deleted": { operations: UPS, exits: OK_OR_FAILED, isLasting: true },
  "api-server-dead": { operations: ["destroy"], exits: OK_OR_FAILED, isEarlier: true },
  "existing-machine-gone": { operations: ["destroy"], exits: [LEFT_OVER], isEarlier: true, needsEdge: true },
} as const satisfies Record<string, FaultEntry>;

export type FaultName = keyof typeof ALL;
export const FAULTS: Readonly<Record<FaultName, FaultEntry>> = ALL;

export const FAULT_NAMES = Object.keys(ALL) as FaultName[];
export const faultNameSchema = z.enum(FAULT_NAMES);

/** How a struck operation may end, as far as exit codes say it. */
export const exitsOf = (fault: FaultName, operation: Operation): readonly number[] =>
  operation === "run" ? [...FAULTS[fault].exits, INVALID] : FAULTS[fault].exits;
