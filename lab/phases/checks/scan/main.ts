/** `main.ts ADDRESS PORTS`, such as `main.ts 198.51.100.16 1-1024,6443`: prints the open TCP ports as a JSON array. */
import { connect } from "node:net";

const PATIENCE_MS = 1500;
const AT_ONCE = 4000;

const isOpen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // On a busy machine the answer may be there before the timer is: it is taken first.
    const timer = setTimeout(() => setImmediate(end, false), PATIENCE_MS);
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });

const [host = "", list = ""] = process.argv.slice(2);
const WAITING = list.split(",").flatMap((range) => {
  const [first = 0, last = first] = range.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
});
const OPEN: number[] = [];
const scan = async (): Promise<void> => {
  for (let port = WAITING.shift(); port !== undefined; port = WAITING.shift())
    if (await isOpen(host, port)) OPEN.push(port);
};
await Promise.all(Array.from({ length: AT_ONCE }, scan));
process.stdout.write(JSON.stringify(OPEN.sort((a, b) => a - b)));
