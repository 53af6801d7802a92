/**
 * What nodes and links have in common. Both are daemons: the Pulumi program starts `lab/storefront/node.ts` and
 * `lab/wan/link.ts` by path with a JSON start file, then sends them JSON over HTTP on loopback. This folder is all that
 * the program imports from the lab.
 *
 * Every control request carries `authorization: Bearer <token>`. The token comes from the start file, so that no command
 * line shows it. All errors are `{code, message}`: a wrong token is 401 `LAB_WRONG_TOKEN`, a malformed body 400
 * `LAB_MALFORMED_REQUEST`.
 */
import { z } from "zod";

/** Which limits are enforced. `note` explains why one is not. */
export const quotaSchema = z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() });

/**
 * Written atomically to `<dir>/ready.json` once the control port responds; the parent waits for it. A clean shutdown
 * removes it, so if the file exists and the process does not, the daemon was killed. Its `cgroups` are then empty, and can
 * be removed with rmdir in the given order (rmdir fails for parents that others still use). The daemon exits with 2 and
 * prints every problem to stderr if its start file is malformed, and exits with 1 if another daemon already runs in `dir`.
 */
export const readySchema = z.object({
  version: z.literal(1),
  pid: z.number().int().positive(),
  /** Kernel start time of the pid (field 22 of /proc/PID/stat), so that a reused pid is not mistaken for the daemon. */
  startTicks: z.string(),
  control: z.url(),
  quota: quotaSchema,
  cgroups: z.array(z.string()),
});

export type Quota = z.infer<typeof quotaSchema>;
export type Ready = z.infer<typeof readySchema>;
