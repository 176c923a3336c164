/** What precedes the value of a field. */
export interface FieldTag {
  readonly number: number;
  readonly wireType: number;
}

/** Reads the fields of a protobuf message. https://protobuf.dev/programming-guides/encoding/ */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next field; nothing at the end. */
  tag(): FieldTag | undefined {
    if (this.#at >= this.#bytes.length) return undefined;
    const tag = Number(this.varint());
    return { number: tag >>> 3, wireType: tag & 7 };
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number in the protobuf body is cut off");
  }

  double(): number {
    this.#at += 8;
    if (this.#at > this.#bytes.length) throw new Error("a number in the protobuf body is cut off");
    return this.#bytes.readDoubleLE(this.#at - 8);
  }

  bytes(): Buffer {
    const length = Number(this.varint());
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error("a field in the protobuf body is cut off");
    return this.#bytes.subarray(start, this.#at);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#at += 8;
    else if (wireType === 2) this.bytes();
    else if (wireType === 5) this.#at += 4;
    else throw new Error(`a field in the protobuf body has the unknown wire type ${wireType}`);
  }
}
