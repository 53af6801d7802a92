/**
 * What nodes and links have in common. Both are daemons of their own: the Pulumi program starts `lab/storefront/node.ts`
 * and `lab/wan/link.ts` by path with a JSON start file, then sends them JSON over HTTP on loopback. This folder is all
 * that the program knows of the lab, and all that it imports from it.
 *
 * Every control request carries `authorization: Bearer <token>`; the token comes from the start file, so it is in no
 * command line. All errors are `{code, message}`: a wrong token is 401 `LAB_WRONG_TOKEN`, a malformed body 400
 * `LAB_MALFORMED_REQUEST`.
 */
import { z } from "zod";

/** Which limits are enforced. `note` explains why one is not. */
export const quotaSchema = z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() });

/**
 * Written atomically to `<dir>/ready.json` once the control port answers; the parent waits for it. A clean shutdown
 * removes it, so if the file exists and the process does not, the daemon was killed: its `cgroups` are empty by then, and
 * can be removed with rmdir in the given order (rmdir fails for parents that others still use). The daemon exits with 2
 * and every problem on stderr if its start file is malformed, and with 1 if another daemon already runs in `dir`.
 */
export const readySchema = z.object({
  version: z.literal(1),
  pid: z.number().int().positive(),
  /** Kernel start time of the pid (field 22 of /proc/PID/stat), so that a reused pid is not taken for the daemon. */
  startTicks: z.string(),
  control: z.url(),
  quota: quotaSchema,
  cgroups: z.array(z.string()),
});

export type Quota = z.infer<typeof quotaSchema>;
export type Ready = z.infer<typeof readySchema>;
