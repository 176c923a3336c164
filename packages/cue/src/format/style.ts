// The house style of `cue fmt`, applied to a detached tree before it is laid out: declarations on lines of
// their own, an empty line after the package clause, imports and definitions that are documented, and
// comprehension bodies that open. Hints are only made stronger, never weaker.
// cue: internal/pretty/style.
import {
  type CommentGroup,
  type Declaration,
  type Expression,
  type ImportDecl,
  type Interpolation,
  type Label,
  NEW_LINE,
  NO_POS,
  type Node,
  type Offset,
  Spacing,
  type StructLit,
} from "../ast/ast.ts";
import { documentation } from "../ast/comments.ts";
import { walk } from "../ast/walk.ts";
import {
  firstCommentAt,
  hintFor,
  isBraced,
  leadingSpacing,
  type Mutable,
  setSpacing,
  spacing,
  spacingOf,
} from "./detach.ts";
import { inlineChain, mergeEllipses, simplifyLabels } from "./simplify.ts";

/** Options of {@link applyStyle}. */
export interface StyleOptions {
  /** Also take off quotes and braces that are not needed, and merge what opens a struct. */
  readonly simplify: boolean;
}

/** Applies the style to a detached tree, in place. */
export function applyStyle(root: Node, options: StyleOptions): void {
  const { simplify } = options;
  const documented = simplify ? documentation(root) : undefined;
  if (simplify) simplifyLabels(root);
  walk(root, (node) => {
    styleComments(node);
    if (node.kind === "Field" && documented !== undefined) inlineChain(node, documented);
    else styleNode(node, options);
    return true;
  });
}

function styleNode(node: Mutable<Node>, options: StyleOptions): void {
  switch (node.kind) {
    case "File":
      if (options.simplify) node.declarations = mergeEllipses(node.declarations);
      styleBody(node.declarations, { isFile: true, isStruct: false, alwaysOpens: false });
      break;
    case "Comprehension":
      if (node.value.kind === "StructLit") openBody(node.value);
      if (node.fallback !== undefined) openBody(node.fallback.body);
      break;
    case "StructLit": {
      if (options.simplify) node.elements = mergeEllipses(node.elements);
      const isStruct = isBraced(node);
      if (styleBody(node.elements, { isFile: false, isStruct, alwaysOpens: false })) {
        node.close = atLeast(node.close, Spacing.newLine);
      }
      break;
    }
    case "ImportDecl":
      styleImport(node);
      break;
    case "Interpolation":
      styleInterpolation(node);
  }
}

function atLeast(offset: Offset, target: Spacing): Offset {
  return spacingOf(offset) < target ? hintFor(target) : offset;
}

interface BodyKind {
  readonly isFile: boolean;
  /** It has braces. */
  readonly isStruct: boolean;
  /** It opens also with one declaration. */
  readonly alwaysOpens: boolean;
}

/** Puts each declaration on a line of its own; returns whether the first moved off the opening brace. */
function styleBody(declarations: readonly Declaration[], kind: BodyKind): boolean {
  const isInline = declarations.some((declaration) => {
    const hint = leadingSpacing(declaration);
    return hint === Spacing.blank || hint === Spacing.noSpace;
  });
  // `{a: 1, b: 2}` stays as it is, unless a comment would swallow the rest.
  if (isInline && !kind.isFile && !declarations.some(hasLineComment)) return false;
  const opens = kind.isStruct && (kind.alwaysOpens || declarations.length >= 2);
  let opened = false;
  let previous: Declaration | undefined;
  for (const declaration of declarations) {
    if (previous !== undefined) strengthen(declaration, targetSpacing(previous, declaration));
    else if (opens || (!kind.isFile && hasLeadingDoc(declaration))) {
      strengthen(declaration, Spacing.newLine);
      opened = true;
    }
    previous = declaration;
  }
  return opened;
}

/** The space that should be between two declarations. */
function targetSpacing(previous: Declaration, next: Declaration): Spacing {
  switch (previous.kind) {
    case "PackageClause":
    case "ImportDecl":
    case "CommentGroup":
      return Spacing.newSection;
    case "Field":
      if (!isDefinitionLabel(previous.label)) return Spacing.newLine;
      break;
  }
  return hasDoc(next) ? Spacing.newSection : Spacing.newLine;
}

/** Whether a label is of a definition: `#x`, `_#x`. */
export function isDefinitionLabel(label: Label): boolean {
  const inner = label.kind === "Alias" ? label.expr : label;
  return inner.kind === "Ident" && (inner.name.startsWith("#") || inner.name.startsWith("_#"));
}

function strengthen(node: Node, target: Spacing): void {
  if (leadingSpacing(node) >= target) return;
  const comment = firstCommentAt(node, 0) as Mutable<CommentGroup> | undefined;
  if (comment !== undefined) {
    comment.spacing = target;
    return;
  }
  // A struct without braces has no token for the hint: it is given its brace.
  const struct = leadingElidedStruct(node);
  if (struct === undefined) setSpacing(node, target);
  else struct.open = hintFor(target);
}

function leadingElidedStruct(node: Node): Mutable<StructLit> | undefined {
  for (;;) {
    switch (node.kind) {
      case "EmbedDecl":
        node = node.expr;
        break;
      case "BinaryExpr":
        node = node.left;
        break;
      case "StructLit":
        return isBraced(node) ? undefined : node;
      default:
        return undefined;
    }
  }
}

function hasDoc(node: Node): boolean {
  return firstCommentAt(node, 0) !== undefined;
}

function hasLeadingDoc(declaration: Declaration): boolean {
  return hasDoc(declaration) || (declaration.kind === "EmbedDecl" && hasDoc(declaration.expr));
}

function hasLineComment(declaration: Declaration): boolean {
  return hasLeadingDoc(declaration) || endsWithComment(declaration);
}

/** Whether what is printed for a node ends with a comment, so that nothing may follow on its line. */
function endsWithComment(node: Node): boolean {
  for (let last: Node | undefined = node; last !== undefined; last = lastPart(last)) {
    const found = last.comments.some(
      (comment) => comment.position >= 3 || (comment.isLine && comment.position !== 0),
    );
    if (found) return true;
  }
  return false;
}

/** The part that ends a node that has no closing bracket. */
function lastPart(node: Node): Node | undefined {
  switch (node.kind) {
    case "Field":
      return node.value;
    case "EmbedDecl":
    case "Alias":
    case "LetClause":
    case "UnaryExpr":
      return node.expr;
    case "BinaryExpr":
      return node.right;
    default:
      return undefined;
  }
}

/** The body of a comprehension: its brace is on the line of the last clause, and it opens. */
function openBody(body: Mutable<StructLit>): void {
  if (body.open === NO_POS || spacingOf(body.open) >= Spacing.newLine) {
    body.open = hintFor(Spacing.blank);
  }
  if (styleBody(body.elements, { isFile: false, isStruct: true, alwaysOpens: true })) {
    body.close = atLeast(body.close, Spacing.newLine);
  }
}

/** Imports in parentheses: each on its line, the closing parenthesis too. */
function styleImport(node: Mutable<ImportDecl>): void {
  if (node.open === NO_POS && node.specs.length < 2) return;
  node.close = atLeast(node.close, Spacing.newLine);
  if (node.specs.length < 2) return;
  for (const spec of node.specs) strengthen(spec, Spacing.newLine);
}

/** On one line no line ends are left; on several those around an interpolation come in pairs. */
function styleInterpolation(node: Interpolation): void {
  const { elements } = node;
  if (!elements.some((element) => isFragment(element) && element.text.includes("\n"))) {
    for (const element of elements.slice(1)) {
      walk(element, (inner) => {
        if (spacing(inner) >= Spacing.newLine) setSpacing(inner, Spacing.none);
        for (const comment of inner.comments as Mutable<CommentGroup>[]) {
          comment.spacing = Math.min(comment.spacing, Spacing.blank) as Spacing;
        }
        return true;
      });
    }
    return;
  }
  for (let index = 1; index < elements.length; index += 2) {
    const expr = elements[index]!;
    const closing = elements[index + 1];
    const exprBreaks = spacing(expr) >= Spacing.newLine;
    const closingBreaks = closing !== undefined && spacing(closing) >= Spacing.newLine;
    if (!exprBreaks && !closingBreaks) continue;
    if (!exprBreaks) setSpacing(expr, Spacing.newLine);
    if (closing !== undefined && !closingBreaks) setSpacing(closing, Spacing.newLine);
  }
}

function isFragment(node: Expression): node is Expression & { readonly kind: "BasicLit" } {
  return node.kind === "BasicLit" && (node.literal === "string" || node.literal === "bytes");
}

/**
 * Several doc comments above one node: at the head of a file they stay apart, elsewhere they become one with
 * an empty comment line between them, which is how they are read back.
 */
function styleComments(node: Mutable<Node>): void {
  if (node.comments.length < 2) return;
  const docs = node.comments.filter((comment) => comment.position === 0 && comment.isDoc);
  if (docs.length < 2) return;
  if (node.kind === "File" || node.kind === "PackageClause") {
    for (const comment of docs.slice(1) as Mutable<CommentGroup>[]) {
      comment.spacing = Spacing.newSection;
    }
    return;
  }
  const list = docs.flatMap((comment, index) =>
    index === 0 ? comment.list : [EMPTY_COMMENT, ...comment.list],
  );
  const merged: CommentGroup = { ...docs[0]!, isLine: false, list };
  const first = node.comments.indexOf(docs[0]!);
  node.comments = node.comments.flatMap((comment, index) => {
    if (index === first) return [merged];
    return docs.includes(comment) ? [] : [comment];
  });
}

const EMPTY_COMMENT = { kind: "Comment", start: NEW_LINE, end: NO_POS, text: "//" } as const;
