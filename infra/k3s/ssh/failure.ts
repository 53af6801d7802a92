/** Why a machine could not be spoken to, in words that say what to do. */
import { InfraError, messageOf } from "../../errors.ts";
import type { SshTarget } from "./target.ts";

const levelOf = (error: Error): string => ("level" in error ? String(error.level) : "");

/** @returns `SSH_REFUSED` where the machine answered but one side did not accept the other, else `SSH_UNREACHABLE` */
export function connectFailure(target: SshTarget, error: Error): InfraError {
  const where = `${target.user}@${target.host}:${target.port}`;
  if (levelOf(error) === "client-authentication")
    return new InfraError("SSH_REFUSED", `${where} does not let this key in: is it in the user's authorized_keys?`, {
      cause: error,
    });
  if (/host denied|host key/i.test(messageOf(error)))
    return new InfraError(
      "SSH_REFUSED",
      `${where} showed another host key than the one it was given: it is not that machine, or it was installed anew.`,
      { cause: error },
    );
  return new InfraError(
    "SSH_UNREACHABLE",
    `${where} could not be reached (${messageOf(error)}): is it up, and is its SSH port open to this machine?`,
    { cause: error },
  );
}
