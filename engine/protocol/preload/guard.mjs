// Ends this process when the engine ends. File descriptor 3 is a pipe whose other end
// only the engine holds. The pipe closes when the engine ends, even by SIGKILL, and then this process kills itself. A
// process that blocks its event loop ends only when it returns to the loop.
import { Socket } from "node:net";

const engine = new Socket({ fd: 3, readable: true, writable: false });
engine.on("close", () => process.kill(process.pid, "SIGKILL"));
engine.on("error", () => {});
engine.resume();
engine.unref();
