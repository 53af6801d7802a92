/** The parts of an application, from its objects. Pure. */
import type { z } from "zod";
import { flatIssues, issueText } from "../../../base/issues.ts";
import {
  controllerOf,
  controllerSpecSchema,
  isController,
  serviceOf,
  serviceSpecSchema,
  type Controller,
  type ControllerKind,
  type KubeObject,
  type KubeService,
} from "../../kubernetes/objects.ts";
import { pathText, type Problem } from "../problems.ts";

export interface Parts {
  controllers: Controller[];
  kubeServices: KubeService[];
  /** That its objects name, but for the parts that others share. */
  namespaces: string[];
  /** Objects that are there twice, such as `Service web`. */
  duplicates: string[];
  problems: Problem[];
}

const isService = ({ kind, apiVersion }: KubeObject): boolean => kind === "Service" && apiVersion === "v1";
const titleOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`;

/** @param path of the problems */
export function partsOf(objects: readonly KubeObject[], path: string): Parts {
  const problems: Problem[] = [];
  const spec = <T>(object: KubeObject, schema: z.ZodType<T>): T[] => {
    const parsed = schema.safeParse(object.spec);
    if (parsed.success) return [parsed.data];
    const issues = flatIssues(parsed.error.issues).map(
      (issue) => `${pathText(["spec", ...issue.path])} ${issueText(issue)}`,
    );
    problems.push({ path, message: `${titleOf(object)}: ${issues.join("; ")}` });
    return [];
  };
  const controllers = objects
    .filter(isController)
    .flatMap((each) =>
      spec(each, controllerSpecSchema).map((own) => controllerOf(each.kind as ControllerKind, each.metadata.name, own)),
    );
  const kubeServices = objects
    .filter(isService)
    .flatMap((each) => spec(each, serviceSpecSchema).map((own) => serviceOf(each.metadata.name, own)));
  const measured = objects.filter((each) => isController(each) || isService(each));
  const ids = objects.map((each) => `${each.metadata.namespace ?? ""}/${each.apiVersion}/${titleOf(each)}`);
  return {
    controllers,
    kubeServices,
    namespaces: [...new Set(measured.flatMap(({ metadata }) => metadata.namespace ?? []))],
    duplicates: objects.filter((_, i) => ids.indexOf(ids[i]!) < i).map(titleOf),
    problems,
  };
}
