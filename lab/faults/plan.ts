/** Which fault strikes which operation at which moment: a pure function of the seed. */
import { Random } from "../../base/random.ts";
import { FAULTS, type FaultName, type Operation } from "./catalog.ts";

export interface PlannedRun {
  /** From 1. */
  number: number;
  fault: FaultName;
  operation: Operation;
  /** How far the operation is when the fault strikes, 0 to 1 of what it usually prints. */
  progress: number;
  /** Milliseconds after that. */
  delayMs: number;
  /** Of the choices that the fault itself makes. */
  seed: number;
  /** After which the operator interrupts what was struck; `null`: never. */
  patienceMs: number | null;
  /** What the operator does next. */
  recovery: "up" | "destroy";
}

const MAX_DELAY_MS = 2000;
export interface PlanOptions {
  only?: FaultName;
  /**
   * Strikes stacks while the clouds create them, after which the operator interrupts and destroys them: a run takes half
   * a minute instead of several.
   */
  isHasty?: boolean;
}

const PATIENCE_MS = 5000;
/** The clouds' part of a create. */
const HASTY_PROGRESS = 0.35;
/** Of the recoveries after which a stack may stay up. */
const DESTROYED_SHARE = 0.3;

/**
 * Every fault comes once before one comes again. Where a fault may strike several operations, one is preferred that needs
 * no other before it, because bringing a stack up takes minutes.
 */
export function planRuns(seed: number, count: number, { only, isHasty = false }: PlanOptions = {}): PlannedRun[] {
  const random = new Random(seed, 0);
  const names = (Object.keys(FAULTS) as FaultName[]).filter(
    (name) => (only ?? name) === name && (!isHasty || FAULTS[name].operations.includes("create")),
  );
  let round: FaultName[] = [];
  let isUp = false;
  return Array.from({ length: count }, (_, index) => {
    if (round.length === 0) round = shuffled(names, random);
    const fault = round.pop()!;
    const { operations, isLasting } = FAULTS[fault];
    if (isHasty) return hasty(fault, index, random);
    const atHand = operations.filter((operation) => (operation === "create") !== isUp);
    const operation = random.pick(atHand.length > 0 ? atHand : operations);
    const destroys = operation === "destroy" || isLasting === true || random.next() < DESTROYED_SHARE;
    isUp = !destroys;
    return {
      ...{ number: index + 1, fault, operation, ...moment(random, 1) },
      patienceMs: null,
      recovery: destroys ? "destroy" : "up",
    };
  });
}

const moment = (random: Random, until: number): Pick<PlannedRun, "progress" | "delayMs" | "seed"> => ({
  progress: random.between(0, until),
  delayMs: Math.round(random.between(0, MAX_DELAY_MS)),
  seed: random.integer(0, 2 ** 31 - 1),
});

const hasty = (fault: FaultName, index: number, random: Random): PlannedRun => ({
  ...{ number: index + 1, fault, operation: "create", ...moment(random, HASTY_PROGRESS) },
  patienceMs: PATIENCE_MS,
  recovery: "destroy",
});

function shuffled<T>(all: readonly T[], random: Random): T[] {
  const left = [...all];
  return all.map(() => left.splice(random.integer(0, left.length - 1), 1)[0]!);
}
