/** Packages that a program describes before it uses them: which plugin serves each, and what makes the plugin serve it. */
import { randomUUID } from "node:crypto";
import { EngineError } from "../errors.ts";
import type { PackageRequest, PluginRequest } from "../protocol/registrar.ts";
import { packageOf } from "../steps/urn.ts";

/** What a request needs, whether the program described it before or not. */
export interface Wanted extends PackageRequest {
  /** As types and configuration name it. */
  package: string;
}

export interface TypedRequest extends PluginRequest {
  /** Of a resource, or the token of a function. */
  type: string;
}

export class Packages {
  readonly #byReference = new Map<string, PackageRequest>();

  /** The same description has the same reference. */
  register(described: PackageRequest): string {
    const text = JSON.stringify(described);
    const known = this.#byReference.entries().find(([, other]) => JSON.stringify(other) === text);
    const reference = known?.[0] ?? randomUUID();
    this.#byReference.set(reference, described);
    return reference;
  }

  wanted({ type, packageRef, version, pluginDownloadUrl }: TypedRequest): Wanted {
    if (packageRef === "") {
      const name = packageOf(type);
      return { name, package: name, version, downloadUrl: pluginDownloadUrl };
    }
    const described = this.#byReference.get(packageRef);
    if (!described) throw new EngineError("ENGINE_PROJECT", `unknown provider package '${packageRef}'`);
    return { ...described, package: described.parameterization?.name ?? described.name };
  }
}
