import { classifySocketError, type Failure } from "../../measure/error-class.ts";

/** What is known of an exchange when it failed. */
export interface Progress {
  isTls: boolean;
  /** The connection stood, from this or an earlier exchange. */
  connected: boolean;
  /** It stood before this exchange, and nothing came on it since. */
  idle: boolean;
}

interface CodedError extends Error {
  code?: string;
}

/** Class of an error that undici reports. */
export function classifyUndiciError(error: CodedError, { isTls, connected, idle }: Progress): Failure {
  const cause = error.cause instanceof Error ? (error.cause as CodedError) : error;
  const code = cause.code ?? "";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return { class: "timeout-connect", message: "no connection in time" };
  if (!connected) {
    const ofNetwork = code.startsWith("E") && !code.startsWith("ERR_") && code !== "EPROTO";
    return classifySocketError(cause, isTls && !ofNetwork ? "tls" : "connect");
  }
  if (idle && (code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE")) {
    return { class: "idle-race", message: "the server closed the idle connection as the request was sent" };
  }
  if (code === "UND_ERR_SOCKET") {
    return { class: "closed", message: "the server closed before the response was complete" };
  }
  if (error.name === "HTTPParserError" || code.startsWith("UND_ERR") || code.startsWith("ERR_HTTP2")) {
    return { class: "protocol", message: cause.message };
  }
  return classifySocketError(cause, "exchange");
}
