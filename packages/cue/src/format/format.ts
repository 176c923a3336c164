// Trees to canonical text, byte for byte what `cue fmt` prints.
import { type File, NO_POS, type Node } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { parseFile } from "../parser/parse.ts";
import { Source } from "../token/source.ts";
import { convert } from "./convert.ts";
import { detach } from "./detach.ts";
import { render } from "./render.ts";
import { applyStyle } from "./style.ts";
import { hasComments, hasCommentsOf, hoistComments, isReadable, readsAs } from "./verify.ts";

/** Options of {@link formatFile} and {@link formatNode}. */
export interface FormatOptions {
  /**
   * Take off quotes and braces that are not needed and merge what opens a struct, as `cue fmt --simplify`.
   * Default false.
   */
  readonly simplify?: boolean;
  /**
   * Keep every comment: one that `cue fmt` would leave out moves above its declaration. It leaves out those
   * between the labels of `a: b: 1` and beside the names that clauses declare. Default false.
   */
  readonly keepComments?: boolean;
  /**
   * Print a tree once, as `cue` prints what it makes, even if the text would be printed otherwise the next time.
   * Default false.
   */
  readonly once?: boolean;
  /** What one level is indented by: a tab, or blanks. Default a tab. */
  readonly indent?: string;
}

/**
 * The canonical text of a file, given as tree or as text: comments and empty lines kept, values and comments
 * aligned, ending with a line end. Formatting it again changes nothing, unless `once` is set. Throws the first
 * {@link CueError} of a text that does not parse.
 */
export function formatFile(file: File | string | Source, options: FormatOptions = {}): string {
  let tree: File;
  if (typeof file === "string" || file instanceof Source) {
    const parsed = parseFile(file);
    if (parsed.errors[0] !== undefined) throw parsed.errors[0];
    tree = parsed.file;
  } else tree = file;
  return formatTree(tree, { ...options, source: tree.source });
}

/**
 * The canonical text of any node. Without `source`, the one the node was parsed from, it is laid out as if it
 * had been made by a program: broken where it is wider than 120 columns. Throws a {@link CueError} of code
 * `budget` for a tree that is too deep.
 */
export function formatNode(
  node: Node,
  options: FormatOptions & { readonly source?: Source } = {},
): string {
  return formatTree(node, options);
}

function formatTree(
  node: Node,
  options: FormatOptions & { readonly source?: Source | undefined },
): string {
  return guarded(() => {
    const text = layOut(detach(node, options.source?.text), options);
    if (node.kind !== "File" || text === options.source?.text) return text;
    // What was simplified may read otherwise, if only in that a name stands where a keyword would.
    if (options.simplify === true && !isReadable(text)) {
      return formatTree(node, { ...options, simplify: false });
    }
    const isHazardous = hasComments(node) && !isFaithful(text, node, options);
    const faithful = isHazardous ? layOut(withoutHazards(node, options), options) : text;
    // What a program made is laid out by width, and stays so.
    return node.start === NO_POS ? faithful : settled(faithful, options);
  });
}

/** Runs what goes as deep as a tree does. */
function guarded(run: () => string): string {
  try {
    return run();
  } catch (err) {
    if (!(err instanceof RangeError)) throw err;
    throw new CueError({ code: "budget", message: "tree is too deep to be formatted", cause: err });
  }
}

/** The text of a detached tree, which is changed. */
function layOut(tree: Node, options: FormatOptions): string {
  applyStyle(tree, { simplify: options.simplify === true });
  return render(convert(tree), options.indent ?? "\t");
}

/** How often a text may be laid out until it stays as it is. */
const MAX_ROUNDS = 3;

/**
 * A comment may have come to where it breaks a line, or a line break to where it shows, so that what is around it is to
 * be laid out anew; and what was simplified may be so again. A comment that came to where it would be left out moves
 * above its declaration.
 */
function settled(text: string, options: FormatOptions): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { file, errors } = parseFile(current);
    if (errors.length > 0) break;
    const next = layOut(detach(file, current), options);
    if (next === current || !isFaithful(next, file, options)) break;
    if (options.keepComments !== true && !hasCommentsOf(next, file)) {
      return formatTree(file, { ...options, source: file.source, keepComments: true });
    }
    current = next;
  }
  return current;
}

function isFaithful(text: string, file: File, options: FormatOptions): boolean {
  const isSame = options.simplify === true ? isReadable(text) : readsAs(text, file);
  return isSame && (options.keepComments !== true || hasCommentsOf(text, file));
}

/** A detached copy of a file without the comments that cannot stay where they are. */
function withoutHazards(
  file: File,
  options: FormatOptions & { readonly source?: Source | undefined },
): File {
  const copy = detach(file, options.source?.text);
  copy.declarations = file.declarations.map((declaration) => {
    const alone: File = { ...file, declarations: [declaration], comments: [] };
    const text = layOut(detach(alone, options.source?.text), {});
    const own = detach(declaration, options.source?.text);
    const { keepComments } = options;
    if (!isFaithful(text, alone, { keepComments: keepComments === true })) hoistComments(own);
    return own;
  });
  return copy;
}
