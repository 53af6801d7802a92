/** Formats the head of a step: sign, type, operation, ID, URN, provider. */
import type { StepMetadata, StepOp, StepState } from "../../model.ts";
import { nameOf } from "../labels.ts";
import { parseReference } from "../../resource/urn.ts";
import { printable } from "../text.ts";
import { STEP, painted, signOf, type Style } from "./style.ts";

export function headerText(metadata: StepMetadata, style: Style, withUrn: boolean): string {
  const { op, urn, type, old } = metadata;
  const name = printable(withUrn ? urn : type);
  const first = `${STEP.repeat(style.indent)}${signOf(op)}${name}: (${op}${retained(metadata)})${lock(metadata)}\n`;
  const inner = STEP.repeat(style.indent + 1);
  const plain: Style = { ...style, op: COLORED.has(op) ? op : "same" };
  const line = (text: string) => painted(plain, `${inner}[${printable(text)}]\n`);
  return [
    painted({ ...style, op }, first),
    old?.id ? line(`id=${old.id}`) : "",
    withUrn ? "" : line(`urn=${urn}`),
    providerLine(metadata, style, inner, line),
  ].join("");
}

/** Operations that color the whole resource. */
const COLORED: ReadonlySet<StepOp> = new Set(["create", "delete", "delete-replaced", "discard", "discard-replaced"]);

const lock = ({ old, new: next }: StepMetadata): string =>
  old?.protect && next && !next.protect ? " 🔓" : old?.protect || next?.protect ? " 🔒" : "";

const DELETING: ReadonlySet<StepOp> = new Set(["delete", "replace", "create-replacement", "delete-replaced"]);

/** With `retainOnDelete`, the resource is only removed from the state. */
const retained = ({ op, old }: StepMetadata): string => (old?.retainOnDelete && DELETING.has(op) ? "[retain]" : "");

function providerLine(
  { provider, old, new: next }: StepMetadata,
  style: Style,
  inner: string,
  line: (text: string) => string,
): string {
  if (!provider) return "";
  if (old && next && old.provider !== next.provider) return changedProvider(old, next, style, inner);
  // Default providers are not shown.
  return isDefault(provider) ? "" : line(`provider=${provider}`);
}

const isDefault = (reference: string): boolean => nameOf(parseReference(reference).urn) === "default";

function changedProvider(old: StepState, next: StepState, style: Style, inner: string): string {
  const part = (op: StepOp, text: string) => painted({ ...style, op }, printable(text));
  return [
    part("update", `${inner}[provider: `),
    part("delete", old.provider),
    part("update", " => "),
    part("create", next.provider),
    `${part("update", "]")}\n`,
  ].join("");
}
