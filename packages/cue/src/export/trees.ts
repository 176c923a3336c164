// From compiled nodes back to the syntax that they were compiled from: for comments, attributes and aliases, which
// compilation drops.
import {
  type Attribute,
  BLANK,
  type Clause,
  type CommentGroup,
  type Declaration,
  type Field,
  type File,
  NEW_LINE,
  NEW_SECTION,
  NO_POS,
  NO_SPACE,
  type Node as AstNode,
  type Offset,
} from "../ast/ast.ts";
import { attribute } from "../ast/build.ts";
import { commentText, documentation } from "../ast/comments.ts";
import { walk } from "../ast/walk.ts";
import type { Node } from "../adt/expr.ts";
import type { Place } from "../adt/position.ts";
import { DYNAMIC_FIELD, FIELD, PATTERN_FIELD } from "../adt/tag.ts";
import { parseFile } from "../parser/parse.ts";
import type { Source } from "../token/source.ts";

interface Tree {
  readonly file: File | undefined;
  /** Declarations by where they begin. */
  readonly declarations: ReadonlyMap<number, Declaration>;
  readonly clauses: ReadonlyMap<number, Clause>;
  readonly docs: ReadonlyMap<Field, readonly CommentGroup[]>;
}

/** The syntax trees of sources, each read when first asked for. */
export class SourceTrees {
  readonly #trees = new Map<Source, Tree>();
  readonly #known: ReadonlyMap<Source, File>;

  /** `known` holds trees of sources that are no CUE text, or that were changed after parsing. */
  constructor(known: ReadonlyMap<Source, File> = new Map()) {
    this.#known = known;
  }

  #tree(source: Source): Tree {
    const existing = this.#trees.get(source);
    if (existing !== undefined) return existing;
    const tree = treeOf(this.#known.get(source) ?? parsed(source));
    this.#trees.set(source, tree);
    return tree;
  }

  /** The file that a place is in. */
  file(place: Place | undefined): File | undefined {
    return place === undefined ? undefined : this.#tree(place.source).file;
  }

  /** The declaration that a node was compiled from. */
  declaration(node: Node): Declaration | undefined {
    const { place } = node;
    if (place === undefined || place.start < 0) return undefined;
    return this.#tree(place.source).declarations.get(place.start);
  }

  /** The comments above a clause of a comprehension. */
  clauseDocs(node: { readonly place: Place | undefined }): readonly CommentGroup[] {
    const { place } = node;
    if (place === undefined || place.start < 0) return [];
    const clause = this.#tree(place.source).clauses.get(place.start);
    return (clause?.comments ?? []).filter(({ isDoc }) => isDoc);
  }

  /** The field that a field, dynamic field or pattern was compiled from. */
  field(node: Node): Field | undefined {
    if (node.tag !== FIELD && node.tag !== DYNAMIC_FIELD && node.tag !== PATTERN_FIELD)
      return undefined;
    const declaration = this.declaration(node);
    return declaration?.kind === "Field" ? declaration : undefined;
  }

  /** The comments that document fields, each text once. cue: internal/core/export/extract.go. */
  docs(nodes: readonly Node[]): readonly CommentGroup[] {
    const found: CommentGroup[] = [];
    for (const node of nodes) {
      const field = this.field(node);
      if (field === undefined || node.place === undefined) continue;
      const { docs } = this.#tree(node.place.source);
      const own = field.comments.filter((comment) => comment.isDoc && comment.position !== 0);
      for (const comment of [...(docs.get(field) ?? []), ...own]) {
        if (!found.some((other) => commentText(other) === commentText(comment)))
          found.push(comment);
      }
    }
    return found;
  }

  /** The attributes of fields, each once. */
  fieldAttributes(nodes: readonly Node[]): readonly Attribute[] {
    return distinct(
      nodes.flatMap((node) => {
        const attributes = this.field(node)?.attributes ?? [];
        return attributes.map(({ text }) => attribute(text));
      }),
    );
  }

  /** The attributes that stand among the declarations of a struct or file that begins at a place. */
  declarationAttributes(places: readonly (Place | undefined)[]): readonly Attribute[] {
    return distinct(
      places.flatMap((place) => {
        if (place === undefined) return [];
        return (this.#struct(place) ?? []).flatMap((declaration) =>
          declaration.kind === "Attribute"
            ? [
                {
                  ...attribute(declaration.text),
                  start: layoutHint(place.source, declaration.start),
                },
              ]
            : [],
        );
      }),
    );
  }

  #struct(place: Place): readonly Declaration[] | undefined {
    const { file } = this.#tree(place.source);
    if (file === undefined) return undefined;
    if (place.end === file.end && place.start <= (file.declarations[0]?.start ?? 0)) {
      const clause = file.declarations.findIndex(({ kind }) => kind === "PackageClause");
      return file.declarations.slice(clause + 1);
    }
    let found: readonly Declaration[] | undefined;
    walk(file, (node: AstNode) => {
      if (found !== undefined || node.end < place.start || node.start > place.start) return false;
      if (node.kind === "StructLit" && node.start === place.start && node.end === place.end) {
        found = node.elements;
      }
      return true;
    });
    return found;
  }
}

function parsed(source: Source): File | undefined {
  const { file, errors } = parseFile(source);
  return errors.length === 0 ? file : undefined;
}

function treeOf(file: File | undefined): Tree {
  const declarations = new Map<number, Declaration>();
  const clauses = new Map<number, Clause>();
  if (file === undefined) return { file, declarations, clauses, docs: new Map() };
  walk(file, (node) => {
    switch (node.kind) {
      case "Field":
      case "LetClause":
      case "Comprehension":
      case "EmbedDecl":
      case "Ellipsis":
        // An embedding begins where its expression does; the outer one is the declaration.
        if (!declarations.has(node.start)) declarations.set(node.start, node);
        if (node.kind === "LetClause") clauses.set(node.start, node);
        break;
      case "ForClause":
      case "IfClause":
      case "TryClause":
        clauses.set(node.start, node);
    }
    return true;
  });
  return { file, declarations, clauses, docs: documentation(file) };
}

/** The space before a place of a source, as a hint for the layout. */
export function layoutHint(source: Source, start: number): Offset {
  if (start < 0) return NO_POS;
  const gap = /[ \t\r\n]*$/.exec(source.text.slice(Math.max(0, start - 200), start))?.[0] ?? "";
  const lines = gap.split("\n").length - 1;
  if (lines > 0) return lines > 1 ? NEW_SECTION : NEW_LINE;
  return gap === "" ? NO_SPACE : BLANK;
}

function distinct(attributes: readonly Attribute[]): readonly Attribute[] {
  const texts = new Set<string>();
  return attributes.filter(({ text }) => {
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}
