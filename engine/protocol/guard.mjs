// Preloaded (--import) into every process that the engine starts. File descriptor 3 is a pipe whose other end only the
// engine holds: it closes however the engine ends, kill -9 included, and then this process ends too. A process that
// blocks its event loop is only reached when it returns to it.
import { Socket } from "node:net";

const engine = new Socket({ fd: 3, readable: true, writable: false });
engine.on("close", () => process.kill(process.pid, "SIGKILL"));
engine.on("error", () => {});
engine.resume();
engine.unref();
