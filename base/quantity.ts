const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\s\d]*)$/;

/** A number as people and k6 write it, such as `200`, `.01` or `1e3`, with the unit behind it, if any: `200ms`, `1%`. */
export function readQuantity(text: string): { value: number; unit: string } | undefined {
  const parts = NUMBER.exec(text.trim());
  return parts === null ? undefined : { value: Number(parts[1]), unit: parts[2]! };
}
