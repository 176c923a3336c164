// The syntax tree of a Go template.

/** A place in the template, for messages: line and byte column, both from 1 and 0 as Go counts them. */
export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | (TemplatePlace & {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly list: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    })
  | (TemplatePlace & {
      readonly kind: "template";
      readonly name: string;
      readonly pipe: Pipe | undefined;
    })
  | { readonly kind: "break" | "continue" };

/** `$x, $y := command | command`. */
export interface Pipe extends TemplatePlace {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
  readonly text: string;
}

export interface Command extends TemplatePlace {
  readonly args: readonly Operand[];
  readonly text: string;
}

export type Operand = TemplatePlace & { readonly text: string } & (
    | { readonly kind: "dot" | "nil" }
    | { readonly kind: "literal"; readonly value: string | bigint | number | boolean }
    | { readonly kind: "field"; readonly names: readonly string[] }
    | { readonly kind: "variable"; readonly names: readonly string[] }
    | { readonly kind: "chain"; readonly base: Operand; readonly names: readonly string[] }
    | { readonly kind: "function"; readonly name: string }
    | { readonly kind: "pipe"; readonly pipe: Pipe }
  );

/** Templates by name; the main one has the empty name. */
export type TemplateSet = ReadonlyMap<string, readonly TemplateNode[]>;
