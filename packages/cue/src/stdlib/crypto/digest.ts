// MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), HMAC (RFC 2104). The constants of SHA-2 are what they are defined as:
// fractions of roots of primes.

/** A hash function. */
export interface Digest {
  readonly blockSize: number;
  /** The hash of the concatenation of all parts. */
  readonly hash: (...parts: readonly Uint8Array[]) => Uint8Array;
}

type Words = Uint32Array<ArrayBuffer>;

/** Mixes a block, as big-endian words, into the state. */
type Compress = (state: Words, block: Words) => void;

interface Layout {
  readonly blockSize: number;
  /** Bytes at the end that hold the length. */
  readonly lengthSize: number;
  readonly isLittleEndian: boolean;
  readonly outputSize: number;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The message with what pads it to whole blocks. */
function padded(message: Uint8Array, layout: Layout): DataView {
  const { blockSize, lengthSize, isLittleEndian } = layout;
  const blocks = Math.ceil((message.length + 1 + lengthSize) / blockSize);
  const bytes = new Uint8Array(blocks * blockSize);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  const at = bytes.length - 8;
  view.setBigUint64(at, BigInt(message.length) * 8n, isLittleEndian);
  return view;
}

function digest(layout: Layout, initial: () => Words, compress: Compress): Digest {
  const { blockSize, isLittleEndian, outputSize } = layout;
  return {
    blockSize,
    hash(...parts) {
      const view = padded(joined(parts), layout);
      const state = initial().slice();
      const block = new Uint32Array(blockSize / 4);
      for (let at = 0; at < view.byteLength; at += blockSize) {
        for (let word = 0; word < block.length; word++) {
          block[word] = view.getUint32(at + word * 4, isLittleEndian);
        }
        compress(state, block);
      }
      const out = new DataView(new ArrayBuffer(state.length * 4));
      for (const [word, value] of state.entries()) out.setUint32(word * 4, value, isLittleEndian);
      return new Uint8Array(out.buffer, 0, outputSize);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function rotateLeft(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}

// MD5 and SHA-1.

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

const sines = once(() =>
  Uint32Array.from({ length: 64 }, (_, index) =>
    Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32),
  ),
);

const FIRST_WORDS = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

function compressMd5(state: Words, block: Words): void {
  const constants = sines();
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    let f: number;
    let word: number;
    if (round === 0) {
      f = (b & c) | (~b & d);
      word = i;
    } else if (round === 1) {
      f = (d & b) | (~d & c);
      word = 5 * i + 1;
    } else if (round === 2) {
      f = b ^ c ^ d;
      word = 3 * i + 5;
    } else {
      f = c ^ (b | ~d);
      word = 7 * i;
    }
    const sum = (a + f + (constants[i] as number) + (block[word & 15] as number)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotateLeft(sum, MD5_SHIFTS[round * 4 + (i & 3)] as number)) | 0;
  }
  accumulate(state, [a, b, c, d]);
}

function accumulate(state: Words, values: readonly number[]): void {
  for (const [index, value] of values.entries()) state[index] = (state[index] as number) + value;
}

const SHA1_CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function compressSha1(state: Words, block: Words): void {
  const w = new Int32Array(80);
  w.set(block);
  for (let i = 16; i < 80; i++) {
    w[i] = rotateLeft(
      (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number),
      1,
    );
  }
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const round = Math.floor(i / 20);
    const f =
      round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    const sum =
      (rotateLeft(a, 5) + f + e + (SHA1_CONSTANTS[round] as number) + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = rotateLeft(b, 30);
    b = a;
    a = sum;
  }
  accumulate(state, [a, b, c, d, e]);
}

const SMALL: Layout = { blockSize: 64, lengthSize: 8, isLittleEndian: false, outputSize: 20 };

export const md5: Digest = digest(
  { ...SMALL, isLittleEndian: true, outputSize: 16 },
  () => Uint32Array.from(FIRST_WORDS.slice(0, 4)),
  compressMd5,
);

export const sha1: Digest = digest(SMALL, () => Uint32Array.from(FIRST_WORDS), compressSha1);

// SHA-2.

const BITS_64 = 0xffffffffffffffffn;

function primes(count: number): readonly bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0n)) found.push(n);
  }
  return found;
}

/** The first 64 bits of the fraction of a root of a number. */
function rootFraction(number: bigint, degree: bigint): bigint {
  const scaled = number << (64n * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return low & BITS_64;
}

function halves(values: readonly bigint[]): Words {
  return Uint32Array.from(
    values.flatMap((value) => [Number(value >> 32n), Number(value & 0xffffffffn)]),
  );
}

const roundConstants = once(() => halves(primes(80).map((prime) => rootFraction(prime, 3n))));
const squareRoots = once(() => halves(primes(16).map((prime) => rootFraction(prime, 2n))));

function compressSha256(state: Words, block: Words): void {
  const constants = roundConstants();
  const w = new Int32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = rotateLeft(x, 25) ^ rotateLeft(x, 14) ^ (x >>> 3);
    const s1 = rotateLeft(y, 15) ^ rotateLeft(y, 13) ^ (y >>> 10);
    w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
  }
  type Eight = [number, number, number, number, number, number, number, number];
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let i = 0; i < 64; i++) {
    const s1 = rotateLeft(e, 26) ^ rotateLeft(e, 21) ^ rotateLeft(e, 7);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + (constants[i * 2] as number) + (w[i] as number)) | 0;
    const s0 = rotateLeft(a, 30) ^ rotateLeft(a, 19) ^ rotateLeft(a, 10);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  accumulate(state, [a, b, c, d, e, f, g, h]);
}

// A number of 64 bits is two halves. Sums of lower halves stay below 2^53, and carry over by division.

/** A half of a number rotated to the right; the other half is that of the halves swapped. */
function rotated(high: number, low: number, count: number): number {
  return count < 32
    ? (high >>> count) | (low << (32 - count))
    : (low >>> (count - 32)) | (high << (64 - count));
}

function carry(low: number): number {
  return (low / 2 ** 32) | 0;
}

function schedule512(block: Words): Words {
  const w = new Uint32Array(160);
  w.set(block);
  for (let i = 32; i < 160; i += 2) {
    const x = w[i - 30] as number;
    const y = w[i - 29] as number;
    const u = w[i - 4] as number;
    const v = w[i - 3] as number;
    const high = rotated(x, y, 1) ^ rotated(x, y, 8) ^ (x >>> 7);
    const low = rotated(y, x, 1) ^ rotated(y, x, 8) ^ ((y >>> 7) | (x << 25));
    const high1 = rotated(u, v, 19) ^ rotated(u, v, 61) ^ (u >>> 6);
    const low1 = rotated(v, u, 19) ^ rotated(v, u, 61) ^ ((v >>> 6) | (u << 26));
    const sum = (w[i - 31] as number) + (w[i - 13] as number) + (low >>> 0) + (low1 >>> 0);
    w[i] = (w[i - 32] as number) + (w[i - 14] as number) + high + high1 + carry(sum);
    w[i + 1] = sum;
  }
  return w;
}

function compressSha512(state: Words, block: Words): void {
  const constants = roundConstants();
  const w = schedule512(block);
  const s = Int32Array.from(state);
  for (let i = 0; i < 160; i += 2) {
    const a = s[0] as number;
    const aLow = s[1] as number;
    const b = s[2] as number;
    const bLow = s[3] as number;
    const c = s[4] as number;
    const cLow = s[5] as number;
    const e = s[8] as number;
    const eLow = s[9] as number;
    const choice = (e & (s[10] as number)) ^ (~e & (s[12] as number));
    const choiceLow = (eLow & (s[11] as number)) ^ (~eLow & (s[13] as number));
    const s1 = rotated(e, eLow, 14) ^ rotated(e, eLow, 18) ^ rotated(e, eLow, 41);
    const s1Low = rotated(eLow, e, 14) ^ rotated(eLow, e, 18) ^ rotated(eLow, e, 41);
    const low1 =
      ((s[15] as number) >>> 0) +
      (s1Low >>> 0) +
      (choiceLow >>> 0) +
      (constants[i + 1] as number) +
      (w[i + 1] as number);
    const high1 =
      ((s[14] as number) +
        s1 +
        choice +
        (constants[i] as number) +
        (w[i] as number) +
        carry(low1)) |
      0;
    const s0 = rotated(a, aLow, 28) ^ rotated(a, aLow, 34) ^ rotated(a, aLow, 39);
    const s0Low = rotated(aLow, a, 28) ^ rotated(aLow, a, 34) ^ rotated(aLow, a, 39);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const majorityLow = (aLow & bLow) ^ (aLow & cLow) ^ (bLow & cLow);
    const d = s[6] as number;
    const dLow = s[7] as number;
    s.copyWithin(2, 0, 14);
    const lowE = (dLow >>> 0) + (low1 >>> 0);
    s[8] = d + high1 + carry(lowE);
    s[9] = lowE;
    const lowA = (low1 >>> 0) + (s0Low >>> 0) + (majorityLow >>> 0);
    s[0] = high1 + s0 + majority + carry(lowA);
    s[1] = lowA;
  }
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1] as number) + ((s[i + 1] as number) >>> 0);
    state[i] = (state[i] as number) + (s[i] as number) + carry(low);
    state[i + 1] = low;
  }
}

const LARGE: Layout = { blockSize: 128, lengthSize: 16, isLittleEndian: false, outputSize: 64 };

/** Every second word: of the halves of 64 bits, the upper or the lower ones. */
function every(words: Words, from: number, to: number): Words {
  return words.slice(from, to).filter((_, index) => index % 2 === 0);
}

export const sha256: Digest = digest(
  { ...SMALL, outputSize: 32 },
  () => every(squareRoots(), 0, 16),
  compressSha256,
);

export const sha224: Digest = digest(
  { ...SMALL, outputSize: 28 },
  () => every(squareRoots(), 17, 32),
  compressSha256,
);

export const sha512: Digest = digest(LARGE, () => squareRoots().slice(0, 16), compressSha512);

export const sha384: Digest = digest(
  { ...LARGE, outputSize: 48 },
  () => squareRoots().slice(16),
  compressSha512,
);

/** SHA-512 that is cut to fewer bits begins with a hash of its own name. */
function truncated(bits: number): Digest {
  const initial = once(() => {
    const start = (): Words =>
      squareRoots()
        .slice(0, 16)
        .map((word) => word ^ 0xa5a5a5a5);
    const bytes = digest(LARGE, start, compressSha512).hash(
      new TextEncoder().encode(`SHA-512/${bits}`),
    );
    const view = new DataView(bytes.buffer);
    return Uint32Array.from({ length: 16 }, (_, word) => view.getUint32(word * 4));
  });
  return digest({ ...LARGE, outputSize: bits / 8 }, initial, compressSha512);
}

export const sha512To224: Digest = truncated(224);
export const sha512To256: Digest = truncated(256);

/** The keyed hash of a message. */
export function hmac(function_: Digest, key: Uint8Array, message: Uint8Array): Uint8Array {
  const { blockSize, hash } = function_;
  const padding = new Uint8Array(blockSize);
  padding.set(key.length > blockSize ? hash(key) : key);
  const inner = hash(
    padding.map((byte) => byte ^ 0x36),
    message,
  );
  return hash(
    padding.map((byte) => byte ^ 0x5c),
    inner,
  );
}
