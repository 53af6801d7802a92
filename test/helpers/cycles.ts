/** Cycles of a directed graph: its strongly connected components of more than one node (Tarjan's algorithm). */
export function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const component = stack.splice(stack.indexOf(node)).sort();
    if (component.length > 1) cycles.push(component);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return cycles;
}

/**
 * For each folder, the graph of its entries (files and folders): an edge if a file in one imports a file in the
 * other. No cycle in any of them means no cycle between files, and none between folders at any depth.
 */
export function entryGraphs(imports: readonly { file: string; to: string }[]): Map<string, Map<string, Set<string>>> {
  const graphs = new Map<string, Map<string, Set<string>>>();
  for (const { file, to } of imports) {
    if (file === to) continue;
    const [from, target] = [file.split("/"), to.split("/")];
    const depth = from.findIndex((part, index) => part !== target[index]);
    const folder = from.slice(0, depth).join("/");
    const graph = graphs.get(folder) ?? new Map<string, Set<string>>();
    graphs.set(folder, graph);
    graph.set(from[depth]!, (graph.get(from[depth]!) ?? new Set()).add(target[depth]!));
  }
  return graphs;
}
