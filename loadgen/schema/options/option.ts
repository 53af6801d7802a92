import type { z } from "zod";

export interface LoadOption {
  /** As commander reads them: short and long flag, and the name of the value. */
  flags: string;
  /** How the command reads its text. A `duration` is a field in milliseconds. */
  type:
    | "text"
    | "number"
    | "duration"
    | "switch"
    | "scenario-option"
    | "stages"
    | "think-time"
    | "error-rate"
    | "latency-limit"
    | "canary";
  /** One value for each time it is given. */
  repeatable?: true;
  /** Markdown; the help shows it without its backticks. */
  description: string;
  /** Field of the specification; absent for options of the command alone. */
  field?: string;
  schema?: z.ZodType;
  required?: true;
  /** Of the field, as the specification has it, and so of the flag. */
  default?: string | number;
  /** Where the specification assumes something that the command decides itself. */
  specDefault?: unknown;
  /** Where the specification has no default. */
  commandDefault?: string;
  /** Where the default is no single value. */
  defaultText?: string;
}

/** Fields of the specification by the options that set them, with their defaults. */
export function fieldsOf<T extends Record<string, LoadOption>>(options: T): Fields<T> {
  const fields = Object.values(options).flatMap(({ field, schema, required, default: byDefault, specDefault }) => {
    if (field === undefined || schema === undefined) return [];
    const assumed = byDefault ?? specDefault;
    return [[field, required ? schema : assumed === undefined ? schema.optional() : schema.default(assumed)]];
  });
  return Object.fromEntries(fields) as Fields<T>;
}

type Fields<T> = {
  -readonly [K in keyof T as T[K] extends { field: infer F extends string } ? F : never]: FieldOf<T[K]>;
};

type FieldOf<O> = O extends { schema: infer S extends z.ZodType }
  ? O extends { required: true }
    ? S
    : O extends { default: unknown } | { specDefault: unknown }
      ? z.ZodDefault<S>
      : z.ZodOptional<S>
  : never;
