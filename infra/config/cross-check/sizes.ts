/** Sizes: known ones, or ones whose capacity is said. */
import { capacityOf, sizes } from "../../catalog/sizes.ts";
import { nearest, type Problem } from "../problems.ts";
import { isCloud, type Loose } from "./loose.ts";

export function checkSizes({ topology: { nodes } }: Loose): Problem[] {
  return nodes.flatMap(({ cloud, size, cpus, memoryMiB }, i): Problem[] => {
    if (!isCloud(cloud) || size === undefined) return [];
    const path = `topology.nodes[${i}].size`;
    const known = Object.keys(sizes[cloud]);
    const found = JSON.stringify(size);
    if (cloud === "existing")
      return [{ path, found, message: "is for machines that we make; give `cpus` and `memoryMiB`" }];
    if (known.includes(size)) return [];
    const near = nearest(size, known);
    const hint = near === undefined ? {} : { nearest: near };
    if (cloud === "local") return [{ path, found, message: `must be one of ${known.join(", ")}`, ...hint }];
    if (capacityOf({ cloud, size, cpus, memoryMiB })) return [];
    const message = `is not one of ${known.join(", ")}; with \`cpus\` and \`memoryMiB\` any machine type will do`;
    return [{ path, found, message, ...hint }];
  });
}
