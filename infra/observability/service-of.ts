/** Whose pod it is, by its name. Pure. */

/** Kubernetes' alphabet for generated names has no vowels and no 0, 1, 3. */
const GENERATED = "[bcdfghjklmnpqrstvwxz2456789]";
const SUFFIX = new RegExp(`^-(${GENERATED}{6,10}-${GENERATED}{5}|[0-9]+)$`);

/** The service whose Deployment or StatefulSet named the pod; `undefined` for a pod of none of them. */
export function serviceOf(pod: string, services: readonly string[]): string | undefined {
  return services.find((service) => pod.startsWith(service) && SUFFIX.test(pod.slice(service.length)));
}
