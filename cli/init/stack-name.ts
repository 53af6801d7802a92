import { CliError } from "../errors.ts";

const STACK_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/** @throws {CliError} STACK_NAME_INVALID */
export function requireStackName(stack: string): void {
  if (STACK_NAME.test(stack)) return;
  throw new CliError(
    "STACK_NAME_INVALID",
    `\`${stack}\` is not a valid stack name: use 1 to 100 letters, digits, and any of _ . -`,
  );
}
