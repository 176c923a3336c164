/** Web-standard, everywhere. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare function atob(text: string): string;
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean });
  decode(data: Uint8Array): string;
}
