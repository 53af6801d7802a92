/** What can be wrong with a project's files or a configuration key. */
export type ProjectErrorCode =
  | "project_not_found"
  | "project_invalid"
  | "stack_file_invalid"
  | "invalid_config_key"
  | "invalid_config_path"
  | "config_not_found"
  | "config_missing"
  | "unsupported_config";

export class ProjectError extends Error {
  override readonly name = "ProjectError";
  readonly code: ProjectErrorCode;

  constructor(code: ProjectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
