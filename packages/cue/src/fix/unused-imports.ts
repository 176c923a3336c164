import type { CommentGroup, Declaration, File, ImportDecl } from "../ast/ast.ts";
import { importName, importPath, referencedNames } from "./references.ts";
import type { FixContext } from "./rule.ts";

/** Removes imports that nothing refers to: an error today, once not. Comments above them stay. */
export function unusedImports(file: File, ctx: FixContext): File {
  const used = referencedNames(file);
  let isChanged = false;
  const declarations = file.declarations.flatMap((declaration): readonly Declaration[] => {
    if (declaration.kind !== "ImportDecl") return [declaration];
    const specs = declaration.specs.filter((spec) => {
      if (used.has(importName(spec))) return true;
      ctx.warn(spec, `imported and not used: "${importPath(spec)}"; leave the import out`);
      return false;
    });
    if (specs.length === declaration.specs.length) return [declaration];
    isChanged = true;
    return specs.length === 0 ? standaloneComments(declaration) : [{ ...declaration, specs }];
  });
  return isChanged ? { ...file, declarations } : file;
}

/** Comments that are more than a note on the import: those above it. */
function standaloneComments(declaration: ImportDecl): readonly CommentGroup[] {
  return declaration.comments.filter((comment) => comment.position === 0);
}
