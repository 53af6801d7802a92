/** Names of the entries of links that programs use: they say who calls whom, so that traffic is counted by service. Pure. */

export interface LinkEntry {
  caller: string;
  /** Node of the caller. */
  from: string;
  callee: string;
  replica: number;
}

export const entryId = ({ caller, from, callee, replica }: LinkEntry): string =>
  `${caller}@${from}>${callee}/${replica}`;

const ID = /^(?<caller>[^@>/]+)@(?<from>[^@>/]+)>(?<callee>[^@>/]+)\/(?<replica>\d+)$/;

/** `undefined` for the entry of another workload. */
export function entryOf(id: string): LinkEntry | undefined {
  const groups = ID.exec(id)?.groups;
  if (!groups) return undefined;
  const { caller, from, callee, replica } = groups as Record<"caller" | "from" | "callee" | "replica", string>;
  return { caller, from, callee, replica: Number(replica) };
}
