/** Arguments of Kubernetes' programs. */
export type Arguments = Record<string, string | number | boolean | undefined>;

/** @param extra `name=value`; they replace those of the same name */
export function commandLine(args: Arguments, extra: readonly string[]): string[] {
  const set = Object.entries(args).filter(([, value]) => value !== undefined);
  const merged = new Map(set.map(([name, value]) => [name, String(value)]));
  const repeated: string[] = [];
  for (const argument of extra) {
    const [name = "", ...rest] = argument.replace(/^--/, "").split("=");
    const value = rest.length === 0 ? "true" : rest.join("=");
    if (extra.filter((other) => other.replace(/^--/, "").startsWith(`${name}=`)).length > 1) {
      merged.delete(name);
      repeated.push(`--${name}=${value}`);
    } else merged.set(name, value);
  }
  return [...[...merged].map(([name, value]) => `--${name}=${value}`), ...repeated];
}
