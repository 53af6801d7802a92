/** Asks an API server which of the rights that a stack needs its user has. Changes nothing. */
import pLimit from "p-limit";
import { z } from "zod";
import type { KubeApi } from "../../kubernetes/api.ts";
import type { Right } from "./rights.ts";

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean().default(false) }) });
const PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
/** An API server throttles a user who asks hundreds of questions at once. */
const AT_ONCE = 8;

interface Question {
  namespace: string | null;
  group: string;
  resource: string;
  verb: string;
}

/**
 * @returns the rights that are missing, each with the verbs that are
 * @throws {InfraError} KUBERNETES_API if the API server does not say
 */
export async function missingRights(api: KubeApi, rights: readonly Right[]): Promise<Right[]> {
  const scopes = [...new Set(rights.map(({ namespace }) => namespace))];
  const limit = pLimit(AT_ONCE);
  const everything = await limit.map(scopes, (namespace) =>
    mayDo(api, { namespace, group: "*", resource: "*", verb: "*" }),
  );
  const open = rights.filter(({ namespace }) => !everything[scopes.indexOf(namespace)]);
  const questions = open.flatMap(({ verbs, ...right }) => verbs.map((verb) => ({ ...right, verb })));
  const answers = await limit.map(questions, (question) => mayDo(api, question));
  const refused = questions.filter((_, i) => !answers[i]);
  return open.flatMap((right) => {
    const isOf = ({ namespace, group, resource }: Question): boolean =>
      namespace === right.namespace && group === right.group && resource === right.resource;
    const verbs = refused.filter(isOf).map(({ verb }) => verb);
    return verbs.length === 0 ? [] : [{ ...right, verbs }];
  });
}

async function mayDo(api: KubeApi, { namespace, group, resource: named, verb }: Question): Promise<boolean> {
  const [resource, subresource] = named.split("/");
  const attributes = { namespace: namespace ?? undefined, group, resource, subresource, verb };
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: attributes },
  };
  return reviewSchema.parse(await api.create(PATH, review)).status.allowed;
}
