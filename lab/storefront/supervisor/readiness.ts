/** Whether a program is ready: its port accepts connections, or a GET is answered with success. */
import { request } from "node:http";
import { connect } from "node:net";

const TRY_TIMEOUT_MS = 2_000;

/** @returns why it is not ready; `undefined` if it is */
export const unready = (port: number, path: string | null): Promise<string | undefined> =>
  path === null ? unreachable(port) : unhealthy(port, path);

function unreachable(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: TRY_TIMEOUT_MS });
    const end = (why?: string) => {
      socket.destroy();
      resolve(why);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end("no answer"));
    socket.once("error", (error) => end(error.message));
  });
}

function unhealthy(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(TRY_TIMEOUT_MS);
    const sent = request({ port, host: "127.0.0.1", path, agent: false, signal }, (response) => {
      response.resume();
      const { statusCode: status = 0 } = response;
      resolve(status >= 200 && status < 300 ? undefined : `GET ${path} was answered with HTTP ${status}`);
    });
    sent.once("error", (error) => resolve(signal.aborted ? `GET ${path} was not answered` : error.message));
    sent.end();
  });
}
