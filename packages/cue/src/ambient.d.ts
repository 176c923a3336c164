// Web-standard names that browsers and Node share; the package may use no others.
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(data?: Uint8Array): string;
}
