/** User information (`user:password@`) of URLs, which is for the server alone. */

/** The same in the middle of a text. */
const USER_INFORMATION_IN_TEXT = /(https?:\/\/)[^\s/?#'"]*@/gi;

/** What stands before the host, as URL parsers read it: up to the last `@` before the path. */
const USER_INFORMATION = /^(\s*https?:[/\\]*)[^/\\?#]*@/i;
/** The same of a text that is no URL of a web server, where no part is certain. */
const UP_TO_LAST_AT = /^(\s*[a-z][a-z0-9+.-]*:\/\/)?.*@/is;

const isAnonymous = ({ username, password }: URL): boolean => username === "" && password === "";

/** Whether a URL names a user or a password. What is no URL does not. */
export function holdsUser(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && !isAnonymous(parsed);
}

/** The URL as it may be printed and stored: with `***` for its user information. Others stay as they are. */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return url.replace(UP_TO_LAST_AT, "$1***@");
  return isAnonymous(parsed) ? url : url.replace(USER_INFORMATION, "$1***@");
}

/** A text with the user information of all its URLs as `***`. */
export function redactUrlsIn(text: string): string {
  return text.includes("@") ? text.replaceAll(USER_INFORMATION_IN_TEXT, "$1***@") : text;
}

/** The `Authorization` that a URL's user information stands for (RFC 7617, in UTF-8); `undefined` without any. */
export function basicAuthorization(url: URL): string | undefined {
  if (isAnonymous(url)) return undefined;
  const { username, password } = url;
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`, "utf8").toString("base64")}`;
}

/** A `%` that begins no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
