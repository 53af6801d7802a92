/** `systemctl` in the lab's hosts. */
import { messageOf } from "../../../../base/errors.ts";
import { requestControl } from "../control.ts";

try {
  const { code, stdout, stderr } = await requestControl(process.argv.slice(2));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`Failed to connect to bus: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
