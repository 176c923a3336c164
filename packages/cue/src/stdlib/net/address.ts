// IP addresses and prefixes as Go's net/netip reads and writes them.
import { BuiltinError } from "../builtin.ts";
import { quote } from "../strconv/quote.ts";

/** An address: 4 or 16 bytes as a number, and the zone of an IPv6 address. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly zone: string;
}

/** An address with the length of its network prefix. */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

class AddressError extends BuiltinError {
  constructor(input: string, message: string, at = "") {
    super(`ParseAddr(${quote(input)}): ${message}${at === "" ? "" : ` (at ${quote(at)})`}`);
  }
}

export function addressFromBytes(bytes: readonly number[]): Address | undefined {
  if (bytes.length !== 4 && bytes.length !== 16) return undefined;
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { bits: bytes.length === 4 ? 32 : 128, value, zone: "" };
}

export function bytesOf(address: Address): readonly number[] {
  const bytes: number[] = [];
  for (let shift = address.bits - 8; shift >= 0; shift -= 8) {
    bytes.push(Number((address.value >> BigInt(shift)) & 0xffn));
  }
  return bytes;
}

function parseIPv4(input: string, part: string): bigint {
  let value = 0n;
  let field = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < part.length; i++) {
    const char = part[i] ?? "";
    if (char >= "0" && char <= "9") {
      if (digits === 1 && field === 0) {
        throw new AddressError(input, "IPv4 field has octet with leading zero");
      }
      field = field * 10 + Number(char);
      digits++;
      if (field > 255) throw new AddressError(input, "IPv4 field has value >255");
    } else if (char === ".") {
      if (i === 0 || i === part.length - 1 || part[i - 1] === ".") {
        throw new AddressError(input, "IPv4 field must have at least one digit", part.slice(i));
      }
      if (dots === 3) throw new AddressError(input, "IPv4 address too long");
      value = (value << 8n) | BigInt(field);
      dots++;
      field = digits = 0;
    } else {
      throw new AddressError(input, "unexpected character", part.slice(i));
    }
  }
  if (dots < 3) throw new AddressError(input, "IPv4 address too short");
  return (value << 8n) | BigInt(field);
}

/** The 16-bit fields of an IPv6 address without zone. */
function parseFields(input: string, text: string): readonly number[] {
  const fields: number[] = [];
  let rest = text;
  let ellipsis = -1;
  if (rest.startsWith("::")) {
    ellipsis = 0;
    rest = rest.slice(2);
    if (rest === "") return new Array<number>(8).fill(0);
  }
  while (fields.length < 8) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) {
      throw new AddressError(input, "each group must have 4 or less digits", rest);
    }
    if (digits === "") {
      throw new AddressError(
        input,
        "each colon-separated field must have at least one digit",
        rest,
      );
    }
    if (rest[digits.length] === ".") {
      if (ellipsis < 0 && fields.length !== 6) {
        throw new AddressError(
          input,
          "embedded IPv4 address must replace the final 2 fields of the address",
          rest,
        );
      }
      if (fields.length > 6) {
        throw new AddressError(
          input,
          "too many hex fields to fit an embedded IPv4 at the end of the address",
          rest,
        );
      }
      const embedded = Number(parseIPv4(input, rest));
      fields.push(Math.floor(embedded / 65536), embedded % 65536);
      rest = "";
      break;
    }
    fields.push(Number.parseInt(digits, 16));
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (rest[0] !== ":") throw new AddressError(input, "unexpected character, want colon", rest);
    if (rest.length === 1) {
      throw new AddressError(input, "colon must be followed by more characters", rest);
    }
    rest = rest.slice(1);
    if (rest[0] === ":") {
      if (ellipsis >= 0) throw new AddressError(input, "multiple :: in address", rest);
      ellipsis = fields.length;
      rest = rest.slice(1);
      if (rest === "") break;
    }
  }
  if (rest !== "") throw new AddressError(input, "trailing garbage after address", rest);
  if (fields.length < 8) {
    if (ellipsis < 0) throw new AddressError(input, "address string too short");
    fields.splice(ellipsis, 0, ...new Array<number>(8 - fields.length).fill(0));
  } else if (ellipsis >= 0) {
    throw new AddressError(input, "the :: must expand to at least one field of zeros");
  }
  return fields;
}

/** Reads an IPv4 or IPv6 address. Throws a `BuiltinError` with Go's text. */
export function parseAddress(input: string): Address {
  const first = /[.:%]/.exec(input)?.[0];
  if (first === ".") return { bits: 32, value: parseIPv4(input, input), zone: "" };
  if (first === "%") throw new AddressError(input, "missing IPv6 address");
  if (first === undefined) throw new AddressError(input, "unable to parse IP");
  const percent = input.indexOf("%");
  const zone = percent < 0 ? "" : input.slice(percent + 1);
  if (percent >= 0 && zone === "") {
    throw new AddressError(input, "zone must be a non-empty string");
  }
  const fields = parseFields(input, percent < 0 ? input : input.slice(0, percent));
  const value = fields.reduce((sum, field) => (sum << 16n) | BigInt(field), 0n);
  return { bits: 128, value, zone };
}

/** Reads an address with `/` and the length of its prefix. */
export function parsePrefix(input: string): Prefix {
  const failure = (message: string): BuiltinError =>
    new BuiltinError(`netip.ParsePrefix(${quote(input)}): ${message}`);
  const slash = input.lastIndexOf("/");
  if (slash < 0) throw failure("no '/'");
  let address: Address;
  try {
    address = parseAddress(input.slice(0, slash));
  } catch (err) {
    throw err instanceof BuiltinError ? failure(err.message) : err;
  }
  if (address.zone !== "") throw failure("IPv6 zones cannot be present in a prefix");
  const bits = input.slice(slash + 1);
  if (!/^(?:\d|[1-9]\d*)$/.test(bits)) throw failure(`bad bits after slash: ${quote(bits)}`);
  const length = Number(bits);
  if (length > address.bits) throw failure("prefix length out of range");
  return { address, length };
}

/** Whether the address is an IPv4 address in IPv6 form. */
function isMapped(address: Address): boolean {
  return address.bits === 128 && address.value >> 32n === 0xffffn;
}

/** The IPv4 address in an IPv4-mapped IPv6 address, else the address itself. */
function unmapped(address: Address): Address {
  if (!isMapped(address)) return address;
  return { bits: 32, value: address.value & 0xffffffffn, zone: "" };
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
}

export function addressText(address: Address): string {
  if (address.bits === 32) return ipv4Text(address.value);
  const zone = address.zone === "" ? "" : `%${address.zone}`;
  if (isMapped(address)) return `::ffff:${ipv4Text(address.value & 0xffffffffn)}${zone}`;
  const fields: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) {
    fields.push(Number((address.value >> shift) & 0xffffn));
  }
  // The longest run of zeros, two at least, becomes `::`; the first of equal ones.
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && fields[end] === 0) end++;
    if (end - i > length) {
      start = i;
      length = end - i;
    }
  }
  const text = (from: number, to: number): string =>
    fields
      .slice(from, to)
      .map((field) => field.toString(16))
      .join(":");
  const body = start < 0 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`;
  return body + zone;
}

export function prefixText(prefix: Prefix): string {
  return `${addressText(prefix.address)}/${prefix.length}`;
}

/** The mask of a prefix as an address. */
export function maskOf(prefix: Prefix): Address {
  const host = BigInt(prefix.address.bits - prefix.length);
  const all = (1n << BigInt(prefix.address.bits)) - 1n;
  return { bits: prefix.address.bits, value: (all >> host) << host, zone: "" };
}

export function contains(prefix: Prefix, address: Address): boolean {
  if (address.zone !== "" || address.bits !== prefix.address.bits) return false;
  const mask = maskOf(prefix).value;
  return (address.value & mask) === (prefix.address.value & mask);
}

export function compareAddresses(left: Address, right: Address): -1 | 0 | 1 {
  if (left.bits !== right.bits) return left.bits < right.bits ? -1 : 1;
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.zone === right.zone ? 0 : left.zone < right.zone ? -1 : 1;
}

function top(address: Address, bits: number): number {
  return Number(address.value >> BigInt(address.bits - bits));
}

export function isLoopback(address: Address): boolean {
  const a = unmapped(address);
  return a.bits === 32 ? top(a, 8) === 127 : a.value === 1n;
}

export function isMulticast(address: Address): boolean {
  const a = unmapped(address);
  return a.bits === 32 ? top(a, 4) === 0xe : top(a, 8) === 0xff;
}

export function isInterfaceLocalMulticast(address: Address): boolean {
  return address.bits === 128 && !isMapped(address) && (top(address, 16) & 0xff0f) === 0xff01;
}

export function isLinkLocalMulticast(address: Address): boolean {
  const a = unmapped(address);
  return a.bits === 32 ? top(a, 24) === 0xe00000 : (top(a, 16) & 0xff0f) === 0xff02;
}

export function isLinkLocalUnicast(address: Address): boolean {
  const a = unmapped(address);
  return a.bits === 32 ? top(a, 16) === 0xa9fe : (top(a, 16) & 0xffc0) === 0xfe80;
}

export function isUnspecified(address: Address): boolean {
  return address.value === 0n && address.zone === "";
}

export function isGlobalUnicast(address: Address): boolean {
  const a = unmapped(address);
  if (a.bits === 32 && a.value === 0xffffffffn) return false;
  return !isUnspecified(a) && !isLoopback(a) && !isMulticast(a) && !isLinkLocalUnicast(a);
}

/** The address `offset` further. Throws where it leaves the address space. */
export function addOffset(address: Address, offset: bigint): Address {
  const value = address.value + offset;
  if (value < 0n) {
    throw new BuiltinError("IP address arithmetic resulted in out-of-range address (underflow)");
  }
  if (value >> BigInt(address.bits) !== 0n) {
    throw new BuiltinError("IP address arithmetic resulted in out-of-range address (overflow)");
  }
  return { bits: address.bits, value, zone: "" };
}
