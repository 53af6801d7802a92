/** Error responses that all services of Google Compute Engine share. */
import { ApiError } from "../api-error.ts";
import type { CloudStyle } from "../kind.ts";

export const invalid = (message: string): ApiError => new ApiError(400, "invalid", message);

export const invalidField = (field: string, value: unknown, why: string): ApiError =>
  invalid(`Invalid value for field 'resource.${field}': '${String(value)}'. ${why}`);

/** @param what such as `network` */
export const inUse = (what: string, id: string, user: string): ApiError =>
  new ApiError(
    400,
    "resourceInUseByAnotherResource",
    `The ${what} resource '${id}' is already being used by '${user}'`,
  );

export const GCP_STYLE: CloudStyle = {
  ignoresCase: false,
  keepsFailed: false,
  throttled: (retryAfterS) =>
    new ApiError(
      429,
      "rateLimitExceeded",
      "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com'.",
      retryAfterS,
    ),
  notFound: (id) => new ApiError(404, "notFound", `The resource '${id}' was not found`),
  exists: (id) => new ApiError(409, "alreadyExists", `The resource '${id}' already exists`),
  busy: (id) => new ApiError(400, "resourceNotReady", `The resource '${id}' is not ready`),
  noKind: (id) => new ApiError(404, "notFound", `The requested URL ${id} was not found on this server.`),
};
