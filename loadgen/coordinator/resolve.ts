import { lookup } from "node:dns/promises";
import { LoadError } from "../errors.ts";
import { originOf } from "../transport/transport.ts";

/**
 * Addresses of the target's host, IPv4 first: resolved once, so that no resolver is part of what is measured.
 * @throws LoadError `LOAD_TARGET_UNRESOLVED`
 */
export async function resolveTarget(target: URL): Promise<Record<string, string[]>> {
  const { hostname } = originOf(target);
  try {
    const found = await lookup(hostname, { all: true, order: "ipv4first" });
    const family = found[0]!.family;
    return { [hostname]: found.filter((each) => each.family === family).map(({ address }) => address) };
  } catch (cause) {
    throw new LoadError(
      "LOAD_TARGET_UNRESOLVED",
      `The target's host "${hostname}" has no address: check its name or the DNS.`,
      {
        cause,
      },
    );
  }
}
