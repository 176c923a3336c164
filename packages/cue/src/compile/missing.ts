// A package that has no such definition.
import type { Bottom } from "../adt/bottom.ts";
import type { ImportReference, PackageInstance } from "../adt/expr.ts";
import { FIELD, LET_FIELD } from "../adt/tag.ts";
import type { Expression } from "../ast/ast.ts";
import type { CompilerContext } from "./context.ts";

/**
 * The error of a selector for a definition that the package lacks, where the compiler is asked to look for them. A
 * package that is not made of plain fields alone may have definitions that cannot be seen here.
 */
export function missingDefinition(
  ctx: CompilerContext,
  { instance, path }: ImportReference,
  selector: Expression,
): Bottom | undefined {
  const { missing } = ctx.options;
  if (missing === undefined || instance.isLibrary === true) return undefined;
  if (selector.kind !== "Ident" || !selector.name.startsWith("#")) return undefined;
  const names = definitionsOf(ctx, instance);
  if (names === undefined || names.includes(selector.name)) return undefined;
  const hint = missing(path, selector.name, names);
  const text = `reference "${path.split("/").at(-1) ?? path}.${selector.name}" not found`;
  return ctx.error(selector, hint === undefined ? text : `${text}: ${hint}`);
}

function definitionsOf(
  { labels }: CompilerContext,
  { files }: PackageInstance,
): readonly string[] | undefined {
  const names: string[] = [];
  for (const { decls } of files) {
    for (const decl of decls) {
      if (decl.tag === LET_FIELD) continue;
      if (decl.tag !== FIELD) return undefined;
      const name = labels.text(decl.label);
      if (name.startsWith("#")) names.push(name);
    }
  }
  return names;
}
