import type { Output } from "@pulumi/pulumi";

/** What a cloud has to know to boot a machine that we can get into. */
export interface Boot {
  user: string;
  /** A line of `authorized_keys`. */
  publicKey: Output<string>;
  /** cloud-init's. Secret. */
  userData: Output<string>;
  /** `HHmm` UTC when it ends. */
  clock: Output<string>;
  expiresAfterH: number;
}
