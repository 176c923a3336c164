// Values as text of a format, to the standard output or a file. cue: internal/encoding/encoder.go.
import { existsSync, statSync, writeFileSync } from "node:fs";
import type { SyntaxOptions, Value } from "@lateen/cue";
import type { FileType } from "@lateen/cue/load";
import { build, type File, formatFile } from "@lateen/cue/syntax";
import type { Environment } from "../factory.ts";
import { fileErrorText, refuse } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { absolute } from "./paths.ts";
import { planError } from "./placement.ts";

/** Writes values one after the other. */
export interface Encoder {
  /** Whether the format holds nothing but concrete values. */
  readonly isConcrete: boolean;
  /** Writes a value. Throws `CueErrors` if it is not fit for the format. */
  encode(value: Value): void;
  /** Writes a file of CUE; `name` heads it where there are several. */
  encodeFile(file: File, name: string): void;
  /** Ends the output; a file is written now. */
  close(): void;
}

/** How values are written. */
export interface EncoderOptions {
  readonly environment: Environment;
  readonly flags: Flags;
  readonly output: FileType;
  /** Of CUE output: what of a value is shown. */
  readonly syntax: SyntaxOptions;
  /** Of CUE output: only concrete values are let through. */
  readonly isConcrete: boolean;
  readonly indent?: string;
  readonly packageName: string;
  /** Several values of one instance: each is headed by its name. */
  readonly isStream: boolean;
}

/** Creates an {@link Encoder}. Throws for a format that cannot be written. */
export function createEncoder(options: EncoderOptions): Encoder {
  const { environment, flags, output, syntax, isConcrete, packageName } = options;
  const sink = createSink(environment, flags, output.filename);
  let count = 0;
  const writeFile = (file: File, name: string, simplify: boolean): void => {
    if (name !== "" && options.isStream)
      sink.write(`// ${name.slice(name.lastIndexOf("/") + 1)}\n`);
    else if (count > 0) sink.write("// ---\n");
    count++;
    const indent = options.indent === undefined ? {} : { indent: options.indent };
    sink.write(formatFile(withPackage(file, packageName), { simplify, once: true, ...indent }));
  };
  const concrete = (value: Value): void => refuse(value.validate({ concrete: true }), value);
  const encoder = (encode: (value: Value) => void): Encoder => ({
    isConcrete: true,
    encode: (value) => {
      concrete(value);
      encode(value);
    },
    encodeFile: () => {
      throw planError(`unsupported encoding ${JSON.stringify(output.encoding)}`);
    },
    close: sink.close,
  });
  switch (output.encoding) {
    case "cue":
      return {
        isConcrete,
        encode: (value) => {
          refuse(value.validate({ concrete: isConcrete }), value);
          writeFile(value.syntaxTree(syntax), "", true);
        },
        encodeFile: (file, name) => writeFile(file, name, flags.bool("simplify")),
        close: sink.close,
      };
    case "json":
    case "jsonl": {
      const indent = output.flags.get("compact") === true ? 0 : 4;
      return encoder((value) => {
        const text = value.exportJson({ indent });
        sink.write(`${flags.bool("escape") ? escapeHtml(text) : text}\n`);
      });
    }
    case "yaml":
      return encoder((value) => {
        if (count++ > 0) sink.write("---\n");
        sink.write(value.exportYaml());
      });
    case "toml":
      return encoder((value) => sink.write(value.exportToml()));
    case "text":
      return encoder((value) => sink.write(`${value.exportText()}\n`));
    case "binary":
      return encoder((value) => sink.writeBytes(bytesOf(value)));
    default:
      throw planError(`unsupported encoding ${JSON.stringify(output.encoding)}`);
  }
}

function withPackage(file: File, name: string): File {
  if (name === "" || file.declarations.some(({ kind }) => kind === "PackageClause")) return file;
  return { ...file, declarations: [build.packageClause(name), ...file.declarations] };
}

const HTML: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };

function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (char) => HTML[char] ?? char);
}

function bytesOf(value: Value): Uint8Array {
  const data = value.decode();
  return data instanceof Uint8Array ? data : new TextEncoder().encode(value.exportText());
}

/** Where text goes. A file appears as a whole, when everything has been written. */
export interface Sink {
  write(text: string): void;
  writeBytes(bytes: Uint8Array): void;
  close(): void;
}

/** Where the output of a command goes. */
export function createSink(environment: Environment, flags: Flags, filename: string): Sink {
  const { stdout } = environment.io;
  if (filename === "-") {
    return {
      write: (text) => stdout.write(text),
      writeBytes: (bytes) => stdout.write(bytes),
      close: () => undefined,
    };
  }
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  return {
    write: (text) => void parts.push(encoder.encode(text)),
    writeBytes: (bytes) => void parts.push(bytes),
    close: () => {
      const path = absolute(environment.cwd, filename);
      if (existsSync(path) && statSync(path).isFile() && !flags.bool("force")) {
        throw planError(`error writing ${JSON.stringify(filename)}: file already exists`);
      }
      try {
        writeFileSync(path, Buffer.concat(parts));
      } catch (error) {
        const text = fileErrorText(error, "open", filename);
        throw text === undefined ? error : planError(text);
      }
    },
  };
}
