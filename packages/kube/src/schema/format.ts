// The formats of strings that a schema may demand: kube-openapi/pkg/validation/strfmt.

/** Whether a text has the format; `undefined` for formats that are not checked. */
export function hasFormat(format: string, text: string): boolean | undefined {
  return FORMATS[format.replaceAll("-", "")]?.(text);
}

const UUID = "[0-9a-f]{8}-?[0-9a-f]{4}-?";
const FORMATS: { readonly [format: string]: ((text: string) => boolean) | undefined } = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  uri: isRequestUri,
  email: matching(/^(?:[^<>@\s]+@[^<>@\s]+|.*<[^<>@\s]+@[^<>@\s]+>)$/),
  hostname: isHostname,
  ipv4: (text) => text.includes(".") && isIpv4(text),
  ipv6: isIpv6,
  cidr: isCidr,
  mac: matching(
    /^(?:(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{2}[:-]){7}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2,3}[0-9a-f]{4})$/i,
  ),
  uuid: matching(new RegExp(`^${UUID}[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$`, "i")),
  uuid3: matching(new RegExp(`^${UUID}3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$`, "i")),
  uuid4: matching(new RegExp(`^${UUID}4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$`, "i")),
  uuid5: matching(new RegExp(`^${UUID}5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$`, "i")),
  hexcolor: matching(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matching(/^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/),
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  byte: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  password: () => true,
  date: isDate,
  datetime: isDateTime,
  duration: matching(
    /^(?:[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h))+|\d+(?:\.\d+)?\s*(?:nanos?|nanoseconds?|ns|micros?|microseconds?|us|µs|millis?|milliseconds?|ms|seconds?|s|minutes?|m|hours?|h|days?|d|weeks?|w))$/,
  ),
  k8sshortname: (text) => text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text),
  k8slongname: (text) =>
    text.length <= 253 &&
    /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text),
};

function matching(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function isRequestUri(text: string): boolean {
  return /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|\/)[^\s\u0000-\u001f]*$/u.test(text);
}

function isHostname(text: string): boolean {
  const pattern =
    /^(?:[a-zA-Z0-9\p{S}\p{L}](?:-?[a-zA-Z0-9\p{S}\p{L}]){0,62}|(?:[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u;
  return (
    text.length <= 255 && pattern.test(text) && text.split(".").every((part) => part.length <= 63)
  );
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const isMapped = last?.includes(".") === true;
  if (isMapped && !isIpv4(last as string)) return false;
  const plain = isMapped ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const size = plain.length + (isMapped ? 2 : 0);
  return halves.length === 2 ? size < 8 : size === 8;
}

function isCidr(text: string): boolean {
  const slash = text.lastIndexOf("/");
  if (slash === -1) return false;
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (!/^\d{1,3}$/.test(bits)) return false;
  return isIpv4(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const match =
    /^(\d{4}-\d\d-\d\d)[Tt]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?$/.exec(text);
  return match !== null && isDate(match[1] as string) && !Number.isNaN(Date.parse(text));
}
