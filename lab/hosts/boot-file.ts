/**
 * What a host is told at its boot: the file that the lab writes and the host's supervisor reads. Only types, since the
 * supervisor cannot load files outside of its folder.
 */

export interface BootFile {
  /** Of the host's own interface: its SSH server is asked here. */
  address: string;
  memoryMiB: number;
  /** Carried out at the first boot only. */
  firstBoot: FirstBoot;
}

/** What cloud-init does at the first boot. */
export interface FirstBoot {
  files: readonly { path: string; mode: number; owner: string; content: string }[];
  /** By type, such as `ed25519`. Types without a key here get generated ones, if {@link generatedKeyTypes} has them. */
  hostKeys: Readonly<Record<string, { privateKey: string; publicKey: string }>>;
  generatedKeyTypes: readonly string[];
  /** Each a line for the shell, or the words of a command. */
  commands: readonly (string | readonly string[])[];
}

/** Lines that the first process of a host writes, as JSON. */
export type BootEvent =
  | { event: "ready" }
  | { event: "booted" }
  | { event: "failed"; message: string }
  | { event: "end"; how: "poweroff" | "reboot" };
