/** Matches IDs with paths such as `projects/{project}/global/networks/{name}`. */
export function pathMatcher(path: string, ignoresCase: boolean): (id: string) => Record<string, string> | undefined {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const source = path.replace(/[.]/g, String.raw`\.`).replace(/\{\w+\}/g, "([^/]+)");
  const pattern = new RegExp(`^${source}$`, ignoresCase ? "i" : "");
  return (id) => {
    const match = pattern.exec(id);
    return match ? Object.fromEntries(names.map((name, i) => [name, match[i + 1]!])) : undefined;
  };
}
