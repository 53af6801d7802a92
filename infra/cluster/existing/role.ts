/** The objects that give somebody the rights of a stack in an existing cluster, for whoever runs it. Pure. */
import { stackLabels } from "../../topology/existing.ts";
import { tagValue } from "../../catalog/names.ts";
import type { Right } from "./rights.ts";

/** Who gets the rights. */
export type Subject = { kind: "User" | "Group"; name: string } | { kind: "ServiceAccount" };

const GROUP = "rbac.authorization.k8s.io";
const RBAC = `${GROUP}/v1`;

/** Name of the objects. */
const roleName = (stack: string): string => `stackmark-${tagValue(stack)}`;

/**
 * The namespace with the stack's label; a service account in it, unless somebody else gets the rights; a ClusterRole for
 * what belongs to no namespace, and a Role in each namespace, with their bindings.
 */
export function roleObjects(
  stack: string,
  namespace: string,
  rights: readonly Right[],
  subject: Subject = { kind: "ServiceAccount" },
): object[] {
  const name = roleName(stack);
  const isAccount = subject.kind === "ServiceAccount";
  const subjects = [isAccount ? { kind: "ServiceAccount", name, namespace } : { ...subject, apiGroup: GROUP }];
  const scopes = [...Map.groupBy(rights, (right) => right.namespace)].sort(
    ([a], [b]) => Number(a !== null) - Number(b !== null),
  );
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: stackLabels(stack) } },
    ...(isAccount ? [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } }] : []),
    ...scopes.flatMap(([scope, own]) => {
      const kind = scope === null ? "ClusterRole" : "Role";
      const metadata = scope === null ? { name } : { name, namespace: scope };
      return [
        { apiVersion: RBAC, kind, metadata, rules: rulesOf(own) },
        { apiVersion: RBAC, kind: `${kind}Binding`, metadata, roleRef: { apiGroup: GROUP, kind, name }, subjects },
      ];
    }),
  ];
}

/** Resources of one group with the same verbs share a rule. */
function rulesOf(rights: readonly Right[]): { apiGroups: string[]; resources: string[]; verbs: string[] }[] {
  const rules = Map.groupBy(rights, ({ group, verbs }) => JSON.stringify([group, verbs]));
  return [...rules.values()].map((same) => ({
    apiGroups: [same[0]!.group],
    resources: same.map(({ resource }) => resource).sort(),
    verbs: same[0]!.verbs,
  }));
}
