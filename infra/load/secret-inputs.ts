/**
 * The secrets in a cell's inputs, apart from the rest. Pulumi makes an object with a secret secret as a whole, and the names of
 * nodes and services in it would be hidden in every message.
 */
import * as pulumi from "@pulumi/pulumi";
import type { CellInputs } from "./cell.ts";

/** Inputs with secrets in them. */
const HOLDERS = ["generators", "metrics", "podKill", "recommended", "pods"] as const;
/** The keys in them whose texts are secret. */
const SECRET_KEYS: ReadonlySet<string> = new Set(["kubeconfig", "privateKey"]);
/** In the place of each secret. */
const APART = "in secrets";

type Holders = Pick<CellInputs, (typeof HOLDERS)[number]>;
type HolderInputs = { [Key in keyof Holders]: pulumi.Input<Holders[Key]> };

/** As the provider gets them: `secrets` has the secrets of all holders, in their order. */
export type SplitInputs = CellInputs & { secrets: string[] };

/** The same inputs in clear, and their secrets as an input of its own. */
export function apart<Inputs extends HolderInputs>(inputs: Inputs): Inputs & { secrets: pulumi.Output<string[]> } {
  const held = HOLDERS.filter((key) => inputs[key] !== undefined);
  const parts = held.map((key) => (pulumi.output(inputs[key]) as pulumi.Output<unknown>).apply(split));
  const shown = parts.map((part) => pulumi.unsecret(part).apply((known) => known.shown));
  return {
    ...inputs,
    ...Object.fromEntries(held.map((key, i) => [key, shown[i]])),
    secrets: pulumi.secret(pulumi.all(parts).apply((known) => known.flatMap(({ texts }) => texts))),
  };
}

/** The inputs as they were before {@link apart}. */
export function together({ secrets, ...inputs }: SplitInputs): CellInputs {
  const left = [...secrets];
  const whole = HOLDERS.map((key) => [key, replaced(inputs[key], (part) => (part === APART ? left.shift() : part))]);
  return { ...inputs, ...Object.fromEntries(whole) } as CellInputs;
}

function split(value: unknown): { shown: unknown; texts: string[] } {
  const texts: string[] = [];
  const shown = replaced(value, (part) => {
    if (typeof part !== "string") return part;
    texts.push(part);
    return APART;
  });
  return { shown, texts };
}

/** A copy with other values at the keys of secrets. */
const replaced = (value: unknown, by: (secret: unknown) => unknown): unknown =>
  value === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(value, (key, part: unknown) => (SECRET_KEYS.has(key) ? by(part) : part))) as unknown);
