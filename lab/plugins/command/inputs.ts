/** Checks inputs as the real plugin does: types, defaults, and secrets. Its messages name the types of its own language. */
import { isObject, isUnknown, type CheckResult, type Properties, type Value } from "../framework/index.ts";
import { hidden, opened } from "./wire.ts";

interface Field {
  type: "string" | "bool" | "int" | "float64" | "list" | "strings" | Structure;
  isRequired?: boolean;
  isSecret?: boolean;
  default?: Value;
}

interface Structure {
  /** As messages call it. */
  name: string;
  fields: Readonly<Record<string, Field>>;
}

const CONNECTION_FIELDS: Structure["fields"] = {
  agentSocketPath: { type: "string" },
  dialErrorLimit: { type: "int", default: 10 },
  host: { type: "string", isRequired: true },
  hostKey: { type: "string" },
  password: { type: "string", isSecret: true },
  perDialTimeout: { type: "int", default: 15 },
  port: { type: "float64", default: 22 },
  privateKey: { type: "string", isSecret: true },
  privateKeyPassword: { type: "string", isSecret: true },
  user: { type: "string", default: "root" },
};

const PROXY: Structure = { name: "remote.ProxyConnection", fields: CONNECTION_FIELDS };

const CONNECTION: Structure = {
  name: "remote.Connection",
  fields: { ...CONNECTION_FIELDS, proxy: { type: PROXY } },
};

const COMMAND: Structure = {
  name: "remote.CommandInputs",
  fields: {
    addPreviousOutputInEnv: { type: "bool" },
    connection: { type: CONNECTION, isRequired: true, isSecret: true },
    create: { type: "string" },
    delete: { type: "string" },
    environment: { type: "strings" },
    logging: { type: "string" },
    stdin: { type: "string" },
    triggers: { type: "list" },
    update: { type: "string" },
  },
};

export function checkInputs(inputs: Properties): CheckResult {
  const failures = failuresOf(COMMAND, inputs);
  // Inputs that are refused still hide their secrets.
  if (failures.length > 0) return { inputs: withSecrets(inputs), failures };
  return { inputs: decodedStructure(COMMAND, inputs), failures: [] };
}

function withSecrets(inputs: Properties): Properties {
  const { connection } = inputs;
  return connection === undefined ? inputs : { ...inputs, connection: hidden(connection) };
}

type Failures = CheckResult["failures"];

const isAbsent = (value: Value | undefined): boolean => value === undefined || value === null;

function failuresOf({ name, fields }: Structure, given: Properties): Failures {
  const failures: Failures = [];
  for (const [property, field] of Object.entries(fields)) {
    const value = given[property];
    if (!isAbsent(value)) failures.push(...fieldFailures(name, property, field, value!));
    else if (field.isRequired) failures.push({ property, reason: `Missing required field '${property}' on '${name}'` });
  }
  for (const property of Object.keys(given))
    if (!Object.hasOwn(fields, property))
      failures.push({ property, reason: `Unrecognized field '${property}' on '${name}'` });
  return failures;
}

function fieldFailures(owner: string, property: string, { type }: Field, given: Value): Failures {
  const { value } = opened(given);
  if (isUnknown(value)) return [];
  const wrong = (field: string, expected: string, actual: Value): Failures => {
    const reason = `Field '${field}' on '${owner}' must be a '${expected}'; got '${typeOf(actual)}' instead`;
    return [{ property: field, reason }];
  };
  if (type === "list") return Array.isArray(value) ? [] : wrong(property, "[]interface {}", value);
  if (type === "strings") {
    if (!isObject(value)) return wrong(property, "map[string]string", value);
    return Object.entries(value).flatMap(([key, of]) => {
      const { value: content } = opened(of);
      return typeof content === "string" ? [] : wrong(`${property}[${key}] value`, "string", content);
    });
  }
  if (typeof type === "string") return typeOf(value) === WIRE_TYPES[type] ? [] : wrong(property, type, value);
  if (!isObject(value)) return wrong(property, type.name, value);
  const inner = failuresOf(type, value);
  if (inner.length === 0) return [];
  const list = inner.map((failure) => `\t${failure.property}: ${failure.reason}`).join("\n");
  const where = `${owner.replace("remote.", "")}.${property}`;
  const reason = `An error occurred decoding '${where}': ${inner.length} failures decoding:\n${list}`;
  return [{ property, reason }];
}

const WIRE_TYPES = { string: "string", bool: "bool", int: "float64", float64: "float64" };

function typeOf(value: Value): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return { string: "string", boolean: "bool", number: "float64" }[typeof value as "string"] ?? "<nil>";
}

function decodedStructure({ fields }: Structure, given: Properties): Properties {
  const decoded: Properties = {};
  for (const [property, field] of Object.entries(fields)) {
    const value = isAbsent(given[property]) ? field.default : given[property];
    if (value !== undefined) decoded[property] = decodedField(field, value);
  }
  return decoded;
}

function decodedField({ type, isSecret = false }: Field, given: Value): Value {
  const { value, isHidden } = opened(given);
  const decoded = decodedValue(type, value);
  return isHidden || isSecret ? hidden(decoded) : decoded;
}

function decodedValue(type: Field["type"], value: Value): Value {
  if (type === "int" && typeof value === "number") return Math.trunc(value);
  return typeof type !== "string" && isObject(value) && !isUnknown(value) ? decodedStructure(type, value) : value;
}
