/** Protobuf's Struct and Value to and from the engine's wire-form JSON. Nothing is interpreted. */
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties, Value } from "../values.ts";

export const toStruct = (properties: Properties): structs.Struct => structs.Struct.fromJavaScript(properties);

export const fromStruct = (struct: structs.Struct | undefined): Properties => struct?.toJavaScript() ?? {};

export const toValue = (value: Value): structs.Value => structs.Value.fromJavaScript(value);

export const fromValue = (value: structs.Value | undefined): Value | undefined =>
  value === undefined ? undefined : (value.toJavaScript() as Value);
