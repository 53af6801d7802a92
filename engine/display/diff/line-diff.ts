/** Which lines of a text went, came and stayed: the longest common subsequence. Pure. */

export interface Run {
  kind: "same" | "add" | "delete";
  lines: string[];
}

/** Above this many comparisons the texts are taken for different in all that lies between their common ends. */
const MAX_CELLS = 4_000_000;

export function diffLines(old: readonly string[], next: readonly string[]): Run[] {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, next.length) - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  const runs = middle(old.slice(start, old.length - end), next.slice(start, next.length - end));
  return [run("same", old.slice(0, start)), ...runs, run("same", old.slice(old.length - end))].filter(
    ({ lines }) => lines.length > 0,
  );
}

const run = (kind: Run["kind"], lines: string[]): Run => ({ kind, lines });

function middle(old: readonly string[], next: readonly string[]): Run[] {
  if (old.length * next.length > MAX_CELLS) return [run("delete", [...old]), run("add", [...next])];
  const width = next.length + 1;
  /** Lines in common from these two on. */
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] as number;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = next.length - 1; j >= 0; j--)
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const runs: Run[] = [];
  const add = (kind: Run["kind"], line: string | undefined) => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(line as string);
    else runs.push(run(kind, [line as string]));
  };
  let [i, j] = [0, 0];
  while (i < old.length && j < next.length) {
    if (old[i] === next[j]) {
      add("same", old[i++]);
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) add("delete", old[i++]);
    else add("add", next[j++]);
  }
  while (i < old.length) add("delete", old[i++]);
  while (j < next.length) add("add", next[j++]);
  return runs;
}
