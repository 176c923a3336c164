import {
  type BuiltinContext,
  BuiltinError,
  type Builtin,
  contextual,
  type CueValue,
  fn,
  StructData,
} from "../builtin.ts";
import { bigInt, bool, decodeUtf8, int, returns, string, structResult, value } from "../param.ts";
import { quote } from "../strconv/quote.ts";
import {
  type Address,
  addOffset,
  addressFromBytes,
  addressText,
  bytesOf,
  compareAddresses,
  contains,
  isGlobalUnicast,
  isInterfaceLocalMulticast,
  isLinkLocalMulticast,
  isLinkLocalUnicast,
  isLoopback,
  isMulticast,
  isUnspecified,
  maskOf,
  parseAddress,
  parsePrefix,
  type Prefix,
  prefixText,
} from "./address.ts";

/** The text of a string or bytes value; undefined for other kinds. */
export function textOf(ctx: BuiltinContext, source: CueValue): string | undefined {
  const kind = ctx.kind(source);
  if (kind !== "string" && kind !== "bytes") return undefined;
  const scalar = ctx.scalar(source);
  return scalar instanceof Uint8Array ? decodeUtf8(scalar) : String(scalar);
}

function byteOf(ctx: BuiltinContext, element: CueValue): number {
  const scalar = ctx.scalar(element);
  if (typeof scalar !== "number" && typeof scalar !== "bigint") {
    throw new BuiltinError(
      `cannot use value ${ctx.text(element)} (type ${ctx.kindText(element)}) as int`,
    );
  }
  if (scalar < 0 || scalar > 255) throw new BuiltinError(`invalid IP byte value ${scalar}`);
  return Number(scalar);
}

/** An address given as text or as a list of 4 or 16 bytes. */
export function addressOf(ctx: BuiltinContext, source: CueValue): Address {
  const text = textOf(ctx, source);
  if (text !== undefined) return parseAddress(text);
  if (ctx.kind(source) !== "list") {
    throw new BuiltinError(`invalid type ${ctx.kind(source)} for IP address`);
  }
  const bytes = ctx.elements(source).map((element) => byteOf(ctx, element));
  const address = addressFromBytes(bytes);
  if (address === undefined) throw new BuiltinError(`invalid IP length ${bytes.length}`);
  return address;
}

function prefixOf(ctx: BuiltinContext, source: CueValue): Prefix {
  const text = textOf(ctx, source);
  if (text === undefined) throw new BuiltinError(`invalid type ${ctx.kind(source)} for IP CIDR`);
  return parsePrefix(text);
}

function parseIP(text: string): readonly number[] {
  try {
    return bytesOf(parseAddress(text));
  } catch (err) {
    if (err instanceof BuiltinError) throw new BuiltinError(`invalid IP address ${quote(text)}`);
    throw err;
  }
}

function toIP4(ctx: BuiltinContext, source: CueValue): readonly number[] {
  const address = addressOf(ctx, source);
  if (address.bits !== 32) {
    throw new BuiltinError(`cannot convert ${quote(addressText(address))} to IPv4`);
  }
  return bytesOf(address);
}

function toIP16(ctx: BuiltinContext, source: CueValue): readonly number[] {
  const address = addressOf(ctx, source);
  if (address.bits === 128) return bytesOf(address);
  return bytesOf({ bits: 128, value: (0xffffn << 32n) | address.value, zone: "" });
}

function addIP(ctx: BuiltinContext, source: CueValue, offset: bigint): string {
  const text = textOf(ctx, source);
  if (text?.includes("/") === true) {
    let prefix: Prefix | undefined;
    try {
      prefix = parsePrefix(text);
    } catch (err) {
      // What is no prefix may still be an address, whose error is then the one to show.
      if (!(err instanceof BuiltinError)) throw err;
    }
    if (prefix !== undefined) {
      return prefixText({ address: addOffset(prefix.address, offset), length: prefix.length });
    }
  }
  return addressText(addOffset(addressOf(ctx, source), offset));
}

function addIPCIDR(ctx: BuiltinContext, source: CueValue, offset: bigint): string {
  const { address, length } = prefixOf(ctx, source);
  const shifted = offset << BigInt(address.bits - length);
  return prefixText({ address: addOffset(address, shifted), length });
}

function parseCIDR(text: string): StructData {
  const prefix = parsePrefix(text);
  const { bits, value } = prefix.address;
  const mask = maskOf(prefix);
  const network: Address = { bits, value: value & mask.value, zone: "" };
  const result = new StructData();
  result.set("prefix_mask", addressText(mask));
  result.set("prefix_len", prefix.length);
  result.set("prefix_addr", addressText(network));
  if (bits === 32) {
    const broadcast = network.value | (~mask.value & 0xffffffffn);
    result.set("broadcast_addr", addressText({ bits, value: broadcast, zone: "" }));
  }
  return result;
}

function test(name: string, is: (address: Address) => boolean): Builtin {
  return contextual(name, [value], bool, (ctx, source) => is(addressOf(ctx, source)));
}

/** The functions of the package `net` about IP addresses. */
export const ipFunctions: readonly Builtin[] = [
  fn("ParseIP", [string], returns("list"), parseIP),
  test("IPv4", (address) => address.bits === 32),
  test("IPv6", (address) => address.bits === 128),
  test("IP", () => true),
  contextual("IPCIDR", [value], bool, (ctx, source) => {
    prefixOf(ctx, source);
    return true;
  }),
  test("LoopbackIP", isLoopback),
  test("MulticastIP", isMulticast),
  test("InterfaceLocalMulticastIP", isInterfaceLocalMulticast),
  test("LinkLocalMulticastIP", isLinkLocalMulticast),
  test("LinkLocalUnicastIP", isLinkLocalUnicast),
  test("GlobalUnicastIP", isGlobalUnicast),
  test("UnspecifiedIP", isUnspecified),
  contextual("ToIP4", [value], returns("list"), toIP4),
  contextual("ToIP16", [value], returns("list"), toIP16),
  contextual("IPString", [value], string, (ctx, source) => addressText(addressOf(ctx, source))),
  contextual("AddIP", [value, bigInt], string, addIP),
  contextual("AddIPCIDR", [value, bigInt], string, addIPCIDR),
  fn("ParseCIDR", [string], structResult, parseCIDR),
  contextual("InCIDR", [value, value], bool, (ctx, ip, cidr) => {
    const address = addressOf(ctx, ip);
    return contains(prefixOf(ctx, cidr), address);
  }),
  contextual("CompareIP", [value, value], int, (ctx, left, right) => {
    const address = addressOf(ctx, left);
    return compareAddresses(address, addressOf(ctx, right));
  }),
];
