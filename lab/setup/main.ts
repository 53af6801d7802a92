/** `npm run lab:setup -- [--from FOLDER] [--with NAME]... [--check]` */
import { parseArgs } from "node:util";
import { messageOf } from "../../base/errors.ts";
import { INTERRUPTED, stopSignal } from "../stop-signal.ts";
import { Cache, cacheFolder } from "./cache.ts";
import { PARTS, type Part } from "./parts.ts";
import { missing } from "./requirements.ts";
import { setUp, unbuildable } from "./set-up.ts";

const USAGE = `npm run lab:setup -- [OPTIONS]: puts the programs that the lab is made of into its cache

  --from FOLDER  takes built programs from there: NAME.xz, and SHA256SUMS of what is in them (STACKMARK_LAB_BIN)
  --with NAME    also ${PARTS.filter(({ isOptional }) => isOptional)
    .map(({ name }) => name)
    .join(" or ")}
  --only NAME    only this one; may be repeated
  --check        changes nothing, and exits with 1 if something is missing

The cache is ${cacheFolder()} (STACKMARK_LAB_CACHE).
`;

const print = (line: string): void => void process.stderr.write(`lab:setup: ${line}\n`);

function partsOf(only: readonly string[], more: readonly string[]): Part[] {
  const unknown = [...only, ...more].filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new Error(`there is no ${unknown.join(", ")}; there are ${PARTS.map(({ name }) => name).join(", ")}`);
  return PARTS.filter(({ name, isOptional }) =>
    only.length > 0 ? only.includes(name) : !isOptional || more.includes(name),
  );
}

async function main(): Promise<number> {
  let values, parts;
  try {
    ({ values } = parseArgs({
      options: {
        from: { type: "string", default: process.env.STACKMARK_LAB_BIN || undefined },
        with: { type: "string", multiple: true, default: [] },
        only: { type: "string", multiple: true, default: [] },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
    parts = partsOf(values.only, values.with);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { from, check } = values;
  const cache = new Cache(cacheFolder());
  if (!check) {
    const signal = stopSignal("what is finished is kept, and the next time goes on with the rest", print);
    try {
      await setUp({ cache, parts, from, print, signal });
    } catch (error) {
      print(messageOf(error));
      return 1;
    }
    if (signal.aborted) return INTERRUPTED;
  }
  const lacks = missing(parts);
  const reason = check ? await unbuildable({ cache, parts, from }) : undefined;
  if (reason !== undefined) lacks.push(reason);
  for (const line of lacks) print(`missing: ${line}`);
  if (lacks.length === 0) print("this machine has all that the lab needs");
  return check && lacks.length > 0 ? 1 : 0;
}

process.exitCode = await main();
