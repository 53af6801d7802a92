/** Which ports answer the machine that the program runs on. */
import { connect } from "node:net";
import { HERE, type ExpectedPort } from "./expectation.ts";
import type { Observation } from "./observation.ts";

const LIMIT_MS = 5000;

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(LIMIT_MS, () => end(false));
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });

export function portsFromHere(ports: readonly ExpectedPort[]): Promise<Observation[]> {
  const ours = ports.filter(({ from }) => from === HERE);
  return Promise.all(
    ours.map(async ({ to, address, port }): Promise<Observation> => {
      return { kind: "port", from: HERE, to, port, answers: await answers(address, port) };
    }),
  );
}
