/** gRPC handlers as promises, and errors as status codes. */
import * as grpc from "@grpc/grpc-js";
import { messageOf } from "../../base/errors.ts";
import { DeploymentEnded } from "../errors.ts";

/** Pulumi's limit. gRPC's default is too small for large properties. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

export const channelOptions: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  // Programs and plugins are on the loopback interface, whatever proxy the environment names.
  "grpc.enable_http_proxy": 0,
};

/** A gRPC handler from a function that returns a response or throws. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const respond = async () => await handle(call.request);
    respond().then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

/** UNAVAILABLE tells SDKs that the engine is shutting down; they then end the program without another error. */
function toServiceError(error: unknown): Partial<grpc.ServiceError> {
  return {
    code: error instanceof DeploymentEnded ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN,
    details: messageOf(error),
  };
}
