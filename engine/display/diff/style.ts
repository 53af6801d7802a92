/** Color, sign and margin of lines. */
import type { StepOp } from "../../model.ts";
import type { Colors } from "../colors.ts";
import { OPS } from "../labels.ts";

export interface Style {
  /** Determines color and sign. */
  op: StepOp;
  /** In levels of four columns. */
  indent: number;
  /** Whether each name has a sign before it. */
  signed: boolean;
  paint: (op: StepOp, text: string) => string;
  /** Whether long texts are truncated. */
  brief: boolean;
}

export const STEP = "    ";

/** Two characters. */
export const signOf = (op: StepOp): string => OPS[op].sign.slice(1);

export function margin({ op, indent, signed }: Style): string {
  const blank = STEP.repeat(indent);
  return signed && indent > 0 ? blank.slice(0, -2) + signOf(op) : blank;
}

export const unsigned = (style: Style): Style => ({ ...style, signed: false });

export const signedAs = (op: StepOp, style: Style): Style => ({ ...style, op, signed: true });

export const deeper = (style: Style, levels = 1): Style => ({ ...style, indent: style.indent + levels });

export const painted = ({ op, paint }: Style, text: string): string => paint(op, text);

export function painter(colors: Colors): Style["paint"] {
  const by: Partial<Record<StepOp, (text: string) => string>> = {
    create: colors.green,
    import: colors.green,
    delete: colors.red,
    discard: colors.red,
    "discard-replaced": colors.red,
    update: colors.yellow,
    refresh: colors.yellow,
    replace: colors.magentaBright,
    "read-replacement": colors.magentaBright,
    "import-replacement": colors.magentaBright,
    "create-replacement": colors.greenBright,
    "delete-replaced": colors.redBright,
    read: colors.cyanBright,
  };
  return (op, text) => by[op]?.(text) ?? text;
}
