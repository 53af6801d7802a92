/** What can be wrong with a project's files or a configuration key. */
export type ProjectErrorCode =
  | "PROJECT_NOT_FOUND"
  | "PROJECT_INVALID"
  | "STACK_FILE_INVALID"
  | "CONFIG_KEY_INVALID"
  | "CONFIG_PATH_INVALID"
  | "CONFIG_NOT_FOUND"
  | "CONFIG_MISSING"
  | "CONFIG_INVALID_TYPE"
  | "CONFIG_UNSUPPORTED";

export class ProjectError extends Error {
  override readonly name = "ProjectError";
  readonly code: ProjectErrorCode;

  constructor(code: ProjectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
