/** JSON whose whole numbers keep all their digits: beyond 2^53 they are bigints. */

// Not yet in the library of the compiler in use.
const { rawJSON } = JSON as typeof JSON & { rawJSON: (text: string) => unknown };

export const stringifyExact = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? rawJSON(String(inner)) : inner), indent);

type Reviver = (key: string, value: unknown, context?: { source: string }) => unknown;

const reviver: Reviver = (_, value, context) =>
  typeof value === "number" &&
  Number.isInteger(value) &&
  !Number.isSafeInteger(value) &&
  /^-?\d+$/.test(context!.source)
    ? BigInt(context!.source)
    : value;

export const parseExact = (text: string): unknown => JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]);
