/** A stand-in for the plugin of pulumi-command 1.2.1, for the lab: Pulumi downloads the real one. */
import { servePlugin } from "../framework/index.ts";
import { labFolder } from "../inside-lab.ts";
import { remoteCommand } from "./remote-command.ts";

await servePlugin({
  name: "command",
  version: "1.2.1",
  accepts: { secrets: true, outputs: true, resources: true },
  configure: () => void labFolder("command"),
  resources: { "command:remote:Command": remoteCommand },
});
