// What a YAML text consists of, before its scalars are given a type.

type YamlStyle = "plain" | "quoted" | "block";

interface NodeBase {
  /** The tag as written, shorthand prefixes replaced: `!!str`, `!foo`; undefined if there is none. */
  readonly tag?: string | undefined;
  /** Where the node begins, counted from 1. */
  readonly line: number;
  readonly column: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  readonly style: YamlStyle;
  readonly value: string;
}

interface YamlMapping extends NodeBase {
  readonly kind: "mapping";
  readonly entries: readonly YamlEntry[];
}

interface YamlSequence extends NodeBase {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
}

interface YamlAlias extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  /** The anchored node; undefined while that node is still being read, that is, if it contains itself. */
  readonly target: YamlNode | undefined;
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export type YamlNode = YamlScalar | YamlMapping | YamlSequence | YamlAlias;

/** Why a text is not YAML, and on which line. */
export class YamlError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = "YamlError";
    this.line = line;
  }
}
