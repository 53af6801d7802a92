import { connect } from "node:net";
import type { Vantage } from "../result/cell.ts";

const samples = 5;
const limitMs = 2000;

/** Round trips to an address as TCP connection set-ups, one after the other; `null` when none succeeds. */
export async function measureRtt(host: string, port: number): Promise<Vantage["rttMs"]> {
  const times: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    const time = await connectOnce(host, port);
    if (time === null) break;
    times.push(time);
  }
  if (times.length === 0) return null;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { min: Math.min(...times), mean, max: Math.max(...times), samples: times.length };
}

function connectOnce(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect({ host, port });
    const finish = (time: number | null) => {
      socket.destroy();
      resolve(time);
    };
    socket.setTimeout(limitMs, () => finish(null));
    socket.once("connect", () => finish(performance.now() - begun));
    socket.once("error", () => finish(null));
  });
}
