/** Who may come in. */
import { isWorld } from "../../catalog/cidr.ts";
import type { Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkAccess({ access: { adminCidrs = [], generatorCidrs, allowWorld } }: Loose): Problem[] {
  if (allowWorld === true) return [];
  const lists = { adminCidrs, generatorCidrs };
  return Object.entries(lists).flatMap(([key, cidrs]) =>
    cidrs.flatMap((cidr, i): Problem[] => {
      if (!/^[\d.]+\/\d+$/.test(cidr) || !isWorld(cidr)) return [];
      const message = "opens the machines to the world; say your own addresses, or allowWorld: true if you mean it";
      return [{ path: `access.${key}[${i}]`, found: JSON.stringify(cidr), message }];
    }),
  );
}
