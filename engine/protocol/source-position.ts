/** Where in the program a resource was made: kept in the state relative to the project, as the real engine does. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type * as source from "@pulumi/pulumi/proto/source_pb.js";
import type { Value } from "../values.ts";

interface Positioned {
  getSourceposition(): source.SourcePosition | undefined;
  getStacktrace(): source.StackTrace | undefined;
}

export class Sources {
  readonly #projectDir: string;

  constructor(projectDir: string) {
    this.#projectDir = projectDir;
  }

  decode(request: Positioned): { sourcePosition?: string; stackTrace?: Value } {
    const position = this.#position(request.getSourceposition());
    const frames = (request.getStacktrace()?.getFramesList() ?? []).flatMap((frame) => {
      const at = this.#position(frame.getPc());
      return at === undefined ? [] : [{ sourcePosition: at }];
    });
    return {
      ...(position === undefined ? {} : { sourcePosition: position }),
      ...(frames.length > 0 ? { stackTrace: frames } : {}),
    };
  }

  #position(position: source.SourcePosition | undefined): string | undefined {
    const uri = position?.getUri();
    if (!position || !uri?.startsWith("file://")) return undefined;
    const relative = path.relative(this.#projectDir, fileURLToPath(uri)).split(path.sep).join("/");
    const column = position.getColumn();
    return `project:///${relative}#${position.getLine()}${column > 0 ? `,${column}` : ""}`;
  }
}
