// Attributes `@extern(kind)` in front of the package clause: they ask that something from outside be put in, such as
// files. Nothing is, so a file that asks for it is refused. cue: internal/core/runtime/extern.go.
import type { Attribute, File } from "../ast/ast.ts";
import { quoteString } from "../literal/quote.ts";
import type { CompilerContext } from "./context.ts";

/** Reports what is wrong with the attributes `@extern` of a file. */
export function checkExtern(ctx: CompilerContext, { declarations }: File): void {
  const clause = declarations.findIndex(({ kind }) => kind === "PackageClause");
  const attributes = declarations.flatMap((declaration, index) =>
    declaration.kind === "Attribute" && /^@extern\b/.test(declaration.text) ? [{ declaration, index }] : [],
  );
  const kinds = new Set<string>();
  const inFront = attributes.filter(({ index }) => clause < 0 || index < clause);
  let isSound = true;
  const report = (attribute: Attribute, message: string): void => {
    ctx.error(attribute, message);
    isSound = false;
  };
  for (const { declaration } of inFront) {
    const kind = kindOf(declaration);
    if (kind === "") report(declaration, "injection name must be non-empty");
    else if (kinds.has(kind)) {
      report(declaration, `duplicate @extern attribute for kind ${quoteString(kind)}`);
    } else if (clause < 0) report(declaration, "extern attribute without package clause");
    kinds.add(kind);
  }
  if (isSound) {
    for (const { declaration } of inFront) {
      ctx.error(declaration, `no injection defined for ${quoteString(kindOf(declaration))}`);
    }
  }
  if (inFront.length > 0 || clause < 0) return;
  for (const { declaration } of attributes) {
    ctx.error(declaration, "extern attribute must appear before package clause");
  }
}

/** The first argument. */
function kindOf({ text }: Attribute): string {
  const [first = ""] = text.slice("@extern(".length, -1).split(",");
  const kind = first.trim();
  return /^"[^"\\]*"$/.test(kind) ? kind.slice(1, -1) : kind;
}
