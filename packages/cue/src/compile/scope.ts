// Scopes: which names the expressions of a place may use, and what they are bound to. Names are bound as
// cue/ast/astutil/resolve.go binds them; clashes between names have been reported by the parser.
import type { Field, File, ImportSpec, LetClause, Node as AstNode } from "../ast/ast.ts";
import type { Feature } from "../adt/feature.ts";
import type { Expr, ImportReference } from "../adt/expr.ts";

/** What a name stands for. */
export type Binding =
  | { readonly kind: "field"; readonly label: Feature }
  /** A variable of a `for` or `let` clause. */
  | { readonly kind: "variable"; readonly label: Feature }
  | LetBinding
  | AliasBinding
  /** `X` in `[X=string]: …`. */
  | { readonly kind: "label"; readonly field: Field }
  /** `X` in `a: X={…}`. */
  | { readonly kind: "value"; readonly field: Field; readonly source: AstNode; used: boolean }
  | ImportBinding;

/** `let x = …` in a struct. */
export interface LetBinding {
  readonly kind: "let";
  readonly label: Feature;
  readonly clause: LetClause;
  state: "new" | "compiling" | "done";
  value: Expr | undefined;
  used: boolean;
}

/** `X=label: …` or `label~X: …`. */
export interface AliasBinding {
  readonly kind: "alias";
  readonly field: Field;
  /** What makes the label if it is computed; compiled when the scope is entered. */
  key: Expr | undefined;
  readonly source: AstNode;
  used: boolean;
  /** Of a pattern: `X=[string]: …`; bound in the field only. */
  readonly isPattern: boolean;
}

export interface ImportBinding {
  readonly kind: "import";
  readonly spec: ImportSpec;
  readonly name: string;
  readonly path: string;
  used: boolean;
  reference: ImportReference["instance"] | undefined;
}

/** A scope. `upCount` is 1 if evaluation has an environment for it. */
export interface Scope {
  readonly node: AstNode | File;
  readonly upCount: number;
  readonly names: Map<string, Binding>;
  /** A clause of a comprehension in a struct. */
  readonly label: string | undefined;
  /** The declaration of this scope that is being compiled, and its label for messages. */
  field: Field | undefined;
  path: string | undefined;
}

export function newScope(node: AstNode | File, upCount: number, label?: string): Scope {
  return { node, upCount, names: new Map(), label, field: undefined, path: undefined };
}
