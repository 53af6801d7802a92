/** Reads cloud-init's user data: the keys that the lab's hosts carry out. All others are refused. Pure. */
import { parse } from "yaml";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { LabError } from "../errors.ts";
import type { FirstBoot } from "./boot-file.ts";

const HEADER = /^#cloud-config\s*\n/;
const DEFAULT_KEY_TYPES = ["ecdsa", "ed25519"];
const KEY_NAME = /^(ecdsa|ed25519|rsa)_(private|public)$/;

const file = z.strictObject({
  path: z.string().startsWith("/"),
  content: z.string().default(""),
  permissions: z
    .string()
    .regex(/^0?[0-7]{3,4}$/)
    .default("0644"),
  owner: z
    .string()
    .regex(/^[a-z_][\w-]*:[a-z_][\w-]*$/)
    .default("root:root"),
});

const schema = z.strictObject({
  ssh_pwauth: z.literal(false).optional(),
  disable_root: z.literal(true).optional(),
  ssh_deletekeys: z.literal(true).optional(),
  ssh_genkeytypes: z.array(z.enum(["ecdsa", "ed25519", "rsa"])).default(DEFAULT_KEY_TYPES as ("ecdsa" | "ed25519")[]),
  ssh_keys: z.record(z.string().regex(KEY_NAME), z.string()).default({}),
  write_files: z.array(file).default([]),
  runcmd: z.array(z.union([z.string(), z.array(z.string()).min(1)])).default([]),
});

/**
 * @param text `null`: a machine without user data
 * @throws LabError `LAB_MALFORMED_USER_DATA` with all problems
 */
export function readUserData(text: string | null): FirstBoot {
  const problem = (what: string, cause?: unknown): LabError =>
    new LabError("LAB_MALFORMED_USER_DATA", `The machine's user data ${what}`, { cause });
  if (text !== null && !HEADER.test(text)) throw problem('does not begin with the line "#cloud-config".');
  let value: unknown;
  try {
    value = parse(text ?? "", { version: "1.1" }) ?? {};
  } catch (error) {
    throw problem(`is not YAML: ${messageOf(error)}`, error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw problem(`has keys or values that the lab's hosts do not know:\n${z.prettifyError(parsed.error)}`);
  const { ssh_keys, ssh_genkeytypes, write_files, runcmd } = parsed.data;
  const types = [...new Set(Object.keys(ssh_keys).map((name) => KEY_NAME.exec(name)![1]!))];
  const halves = types.filter((type) => !ssh_keys[`${type}_private`] || !ssh_keys[`${type}_public`]);
  if (halves.length > 0) throw problem(`has only one half of the host key of type ${halves.join(", ")}.`);
  return {
    files: write_files.map(({ path, content, permissions, owner }) => ({
      path,
      content,
      mode: Number.parseInt(permissions, 8),
      owner,
    })),
    hostKeys: Object.fromEntries(
      types.map((type) => [type, { privateKey: ssh_keys[`${type}_private`]!, publicKey: ssh_keys[`${type}_public`]! }]),
    ),
    // cloud-init generates no keys where some are given.
    generatedKeyTypes: types.length > 0 ? [] : ssh_genkeytypes,
    commands: runcmd,
  };
}
