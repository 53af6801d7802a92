/** Which service a pod belongs to, by the name that its Deployment gave it. Pure. */

/** Kubernetes' own alphabet for generated names: no vowels, no 0, 1, 3. */
const GENERATED = "[bcdfghjklmnpqrstvwxz2456789]";
const SUFFIX = new RegExp(`^-${GENERATED}{6,10}-${GENERATED}{5}$`);

/** @returns undefined for a pod of none of them */
export function serviceOf(pod: string, services: readonly string[]): string | undefined {
  return services.find((service) => pod.startsWith(service) && SUFFIX.test(pod.slice(service.length)));
}
