/** Which fault strikes which operation at which moment: a pure function of the seed. */
import { Random } from "../../base/random.ts";
import { FAULT_NAMES, FAULTS, type FaultName, type Operation } from "./catalog.ts";

export interface PlannedRun {
  /** From 1. */
  number: number;
  fault: FaultName;
  operation: Operation;
  /** How far the operation is when the fault strikes, as a share of what it usually takes. */
  progress: number;
  /** Milliseconds after that. */
  delayMs: number;
  /** Of the choices that the fault itself makes. */
  seed: number;
  isHasty: boolean;
  /** How long after the fault the operator interrupts what is not a destroy, if it has not ended by then. */
  patienceMs: number;
  /** What the operator does next. `leave`: the next run strikes what is there. */
  recovery: "up" | "destroy" | "leave";
}

export interface PlanOptions {
  /** Default: all. */
  only?: FaultName | null;
  /**
   * Strikes creates while the clouds' part goes on, after which the operator interrupts them, and then the destroy of what
   * there is: a fault takes half a minute instead of several.
   */
  isHasty?: boolean;
}

const MAX_DELAY_MS = 2000;
const HASTY_PATIENCE_MS = 3000;
/** Longer than a create takes, and shorter than the time limits of Kubernetes' resources. */
const PATIENCE_MS = 360_000;
/** The clouds' part of a create. */
export const HASTY_PROGRESS = 0.35;
/** Of the recoveries after which a stack may stay up. */
const DESTROYED_SHARE = 0.3;

/** Every fault comes once before one comes again; in a hasty plan, once for each operation that it strikes. */
export function planRuns(
  seed: number,
  count: number,
  { only = null, isHasty = false }: PlanOptions = {},
): PlannedRun[] {
  const random = new Random(seed, 0);
  const names = FAULT_NAMES.filter((name) => (only ?? name) === name);
  const next = isHasty ? hastyRuns(names, random) : thoroughRuns(names, random);
  return Array.from({ length: count }, (_, index) => ({ number: index + 1, ...next() }));
}

type NextRun = () => Omit<PlannedRun, "number">;

/**
 * Where a fault may strike several operations, one is preferred that needs no other before it, because bringing a stack up
 * takes minutes.
 */
function thoroughRuns(names: readonly FaultName[], random: Random): NextRun {
  const draw = bagOf(names, random);
  let isUp = false;
  return () => {
    const fault = draw();
    const { operations, isLasting } = FAULTS[fault];
    const atHand = operations.filter((operation) => (operation === "create") !== isUp);
    const operation = random.pick(atHand.length > 0 ? atHand : operations);
    const destroys = operation === "destroy" || isLasting === true || random.next() < DESTROYED_SHARE;
    isUp = !destroys;
    const recovery = destroys ? "destroy" : "up";
    return { fault, operation, ...moment(random, 1), isHasty: false, patienceMs: PATIENCE_MS, recovery };
  };
}

/** A create and its destroy in turn, as far as there are faults for both. Existing machines have nothing to remove yet. */
function hastyRuns(names: readonly FaultName[], random: Random): NextRun {
  const possible = names.filter((name) => FAULTS[name].needsEdge !== true);
  const bags = (["create", "destroy"] as const).flatMap((operation) => {
    const striking = possible.filter((name) => FAULTS[name].operations.includes(operation));
    return striking.length === 0 ? [] : [{ operation, draw: bagOf(striking, random) }];
  });
  let index = 0;
  return () => {
    const { operation, draw } = bags[index % bags.length]!;
    index += 1;
    const fault = draw();
    const isLast = operation === "destroy" || bags.length === 1 || FAULTS[fault].isLasting === true;
    return {
      ...{ fault, operation, ...moment(random, operation === "create" ? HASTY_PROGRESS : 1) },
      isHasty: true,
      patienceMs: HASTY_PATIENCE_MS,
      recovery: isLast ? "destroy" : "leave",
    };
  };
}

/** Draws each name once, in any order, before it draws one again. */
function bagOf(names: readonly FaultName[], random: Random): () => FaultName {
  let left: FaultName[] = [];
  return () => {
    if (left.length === 0) left = shuffled(names, random);
    return left.pop()!;
  };
}

const moment = (random: Random, until: number): Pick<PlannedRun, "progress" | "delayMs" | "seed"> => ({
  progress: random.between(0, until),
  delayMs: Math.round(random.between(0, MAX_DELAY_MS)),
  seed: random.integer(0, 2 ** 31 - 1),
});

function shuffled<T>(all: readonly T[], random: Random): T[] {
  const left = [...all];
  return all.map(() => left.splice(random.integer(0, left.length - 1), 1)[0]!);
}
