/** The width of what is written to a stream: `COLUMNS`, else that of its terminal; `undefined` for files and pipes. */
export function terminalWidth(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv = process.env,
): number | undefined {
  const declared = env["COLUMNS"] ?? "";
  if (/^[1-9]\d{0,4}$/.test(declared)) return Number(declared);
  // A terminal that does not say how wide it is says 0.
  return isTTY === true ? columns || undefined : undefined;
}
