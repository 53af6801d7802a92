/** Error responses that all Azure services share. */
import { ApiError } from "../api-error.ts";
import type { CloudStyle } from "../kind.ts";
import { resourceOf } from "./id.ts";

export const badRequest = (code: string, message: string): ApiError => new ApiError(400, code, message);

export const conflict = (code: string, message: string): ApiError => new ApiError(409, code, message);

const NOT_FOUND_HELP = "For more details please go to https://aka.ms/ARMResourceNotFoundFix";

export const AZURE_STYLE: CloudStyle = {
  ignoresCase: true,
  keepsFailed: true,
  throttled: (retryAfterS) =>
    new ApiError(
      429,
      "TooManyRequests",
      `The request is being throttled as the limit has been reached for the subscription. Retry after ${retryAfterS} seconds.`,
      retryAfterS,
    ),
  notFound(id) {
    const { group, type, name } = resourceOf(id);
    if (type === undefined)
      return new ApiError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
    const message = `The Resource '${type}/${name}' under resource group '${group}' was not found. ${NOT_FOUND_HELP}`;
    return new ApiError(404, "ResourceNotFound", message);
  },
  exists: (id) => conflict("Conflict", `The resource ${id} exists.`),
  busy(id, operation) {
    const { type = "" } = resourceOf(id);
    if (type.startsWith("Microsoft.Network/"))
      return conflict(
        "AnotherOperationInProgress",
        `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: https://management.azure.com/operations/${operation}?api-version=2024-05-01.`,
      );
    if (resourceOf(id).type === undefined)
      return conflict(
        "ResourceGroupBeingDeleted",
        `The resource group '${resourceOf(id).group}' is in deprovisioning state and cannot perform this operation.`,
      );
    return conflict(
      "Conflict",
      "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.",
    );
  },
  noKind: (id) => new ApiError(404, "InvalidResourceType", `The resource type could not be found: ${id}`),
};
