// The document algebra of a Wadler-Lindig pretty printer: a `Doc` says how text may be laid out, render.ts
// chooses. Beside the usual text, breaks, nesting and groups there are tables (rows whose cells align) and
// scopes in which lines may be of any length: what an author wrote keeps its line breaks, whatever the width;
// what a program made is broken where it would be too wide.
// cue: internal/pretty/doc.go, whose choices decide what `cue fmt` prints.

/** A document; `undefined` is the empty one. */
export type Doc =
  | TextDoc
  | SoftBreakDoc
  | HardBreakDoc
  | BareBreakDoc
  | CatDoc
  | NestDoc
  | GroupDoc
  | SwitchDoc
  | TableDoc
  | BodyShapeDoc
  | ScopeDoc;

export type MaybeDoc = Doc | undefined;

interface DocBase {
  /** `asUnlimited` would change it. */
  readonly converts: boolean;
  /** It could print a line end when broken. */
  readonly breaks: boolean;
}

/** Text without line ends. */
interface TextDoc extends DocBase {
  readonly kind: "text";
  readonly text: string;
  readonly width: number;
  /** A `//` comment: nothing may follow on its line. */
  readonly isComment: boolean;
}

/** `flat` on one line, else a line end and the indent. */
interface SoftBreakDoc extends DocBase {
  readonly kind: "soft";
  readonly flat: string;
}

/** Always a line end and the indent, so that no group around it is flat. */
interface HardBreakDoc extends DocBase {
  readonly kind: "hard";
}

/** A line end without indent, as in the text of a multi-line string. */
interface BareBreakDoc extends DocBase {
  readonly kind: "bare";
}

interface CatDoc extends DocBase {
  readonly kind: "cat";
  readonly parts: readonly Doc[];
}

/** One level more of indent after the line ends in it. */
interface NestDoc extends DocBase {
  readonly kind: "nest";
  readonly child: Doc;
}

/** On one line if it fits there and has no hard break; else broken. */
interface GroupDoc extends DocBase {
  readonly kind: "group";
  readonly child: Doc;
}

/** One of two, by whether what is around it is broken. */
export interface SwitchDoc extends DocBase {
  readonly kind: "switch";
  readonly broken: MaybeDoc;
  readonly flat: MaybeDoc;
}

/** Rows with aligned columns when broken. */
export interface TableDoc extends DocBase {
  readonly kind: "table";
  readonly rows: readonly Row[];
}

/**
 * The body of a list or call whose elements are all in brackets, in one of three shapes: `[{…}, {…}]` flat;
 * the elements flat on an indented line of their own; or each element broken, `[{` to `}, {` to `}]`.
 */
export interface BodyShapeDoc extends DocBase {
  readonly kind: "shape";
  readonly body: Doc;
  readonly trailingComma: MaybeDoc;
}

/**
 * A change of rules below: `unlimited` lines of any length, `limited` the real width again; `noGroup`
 * makes the next group leave everything broken.
 */
interface ScopeDoc extends DocBase {
  readonly kind: "unlimited" | "limited" | "noGroup";
  readonly child: Doc;
}

/** A row of a table: `raw`, which is not aligned, or `cells`, one for each column. */
export interface Row {
  separator: MaybeDoc;
  readonly raw: MaybeDoc;
  readonly cells: readonly MaybeDoc[];
  /** Comment above the row, with the break after it; does not count for the columns. */
  readonly docComment: MaybeDoc;
  /** A `//` comment is in the row, so that nothing may follow on its line. */
  readonly hasComment: boolean;
  /** The second cell may go on a line of its own if the row would be too wide. */
  readonly mayBreak: boolean;
  /** What to print for the first two cells in a table that does not fit flat. */
  readonly merged: MaybeDoc;
}

export function row(
  fields: Partial<Row> & ({ readonly raw: MaybeDoc } | { readonly cells: readonly MaybeDoc[] }),
): Row {
  return {
    separator: fields.separator,
    raw: fields.raw,
    cells: fields.cells ?? [],
    docComment: fields.docComment,
    hasComment: fields.hasComment ?? false,
    mayBreak: fields.mayBreak ?? false,
    merged: fields.merged,
  };
}

/** The width of a text: its code points. */
function textWidth(text: string): number {
  let width = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0xdc00 && code < 0xe000) width--;
  }
  return width;
}

export function text(value: string): MaybeDoc {
  return value === "" ? undefined : constant(value);
}

/** One line of a comment. */
export function commentText(value: string): Doc {
  const width = textWidth(value);
  return { kind: "text", converts: false, breaks: false, text: value, width, isComment: true };
}

function constant(value: string): Doc {
  const width = textWidth(value);
  return { kind: "text", converts: false, breaks: false, text: value, width, isComment: false };
}

function softBreak(flat: string): Doc {
  return { kind: "soft", converts: true, breaks: true, flat };
}

export const HARD: Doc = { kind: "hard", converts: false, breaks: true };
export const BARE: Doc = { kind: "bare", converts: false, breaks: true };
export const SOFT_EMPTY: Doc = softBreak("");
export const SOFT_SPACE: Doc = softBreak(" ");
export const SOFT_COMMA: Doc = softBreak(", ");
/** An empty line between two others. */
export const EMPTY_LINE: Doc = { kind: "cat", converts: false, breaks: true, parts: [BARE, HARD] };
export const SPACE: Doc = constant(" ");
export const COMMA: Doc = constant(",");
export const COMMA_SPACE: Doc = constant(", ");
export const COLON: Doc = constant(":");
export const PERIOD: Doc = constant(".");
export const EQUAL: Doc = constant("=");
export const SPACED_EQUAL: Doc = constant(" = ");
export const ELLIPSIS: Doc = constant("...");
export const BOTTOM: Doc = constant("_|_");
export const PARENS: readonly [Doc, Doc] = [constant("("), constant(")")];
export const BRACKETS: readonly [Doc, Doc] = [constant("["), constant("]")];
export const BRACES: readonly [Doc, Doc] = [constant("{"), constant("}")];
/** A comma where the list around it is broken. */
export const COMMA_IF_BROKEN: Doc = switchMode(COMMA, undefined);
/** Prints nothing, but keeps what is around it from being flat. */
export const FORCE_BROKEN: Doc = switchMode(undefined, HARD);

/** One document after the other. */
export function cat(...parts: readonly MaybeDoc[]): MaybeDoc {
  const present: Doc[] = [];
  for (const part of parts) {
    if (part !== undefined) present.push(part);
  }
  if (present.length < 2) return present[0];
  return {
    kind: "cat",
    converts: present.some((part) => part.converts),
    breaks: present.some((part) => part.breaks),
    parts: present,
  };
}

export function nest(child: MaybeDoc): MaybeDoc {
  if (child === undefined) return undefined;
  return { kind: "nest", converts: child.converts, breaks: child.breaks, child };
}

export function group(child: MaybeDoc): MaybeDoc {
  if (child === undefined) return undefined;
  return { kind: "group", converts: false, breaks: child.breaks, child };
}

export function noGroup(child: MaybeDoc): MaybeDoc {
  return scope("noGroup", child);
}

/** Lines of any length: soft breaks become their flat text, only hard ones remain. */
export function unlimited(child: MaybeDoc): MaybeDoc {
  return scope("unlimited", group(asUnlimited(child)));
}

/** The real width, also inside `unlimited`. */
export function limited(child: MaybeDoc): MaybeDoc {
  return scope("limited", group(child));
}

function scope(kind: ScopeDoc["kind"], child: MaybeDoc): MaybeDoc {
  if (child === undefined) return undefined;
  return { kind, converts: false, breaks: child.breaks, child };
}

export function bodyShape(body: MaybeDoc, trailingComma: MaybeDoc): MaybeDoc {
  if (body === undefined) return undefined;
  return { kind: "shape", converts: false, breaks: true, body, trailingComma };
}

export function switchMode(broken: MaybeDoc, flat: MaybeDoc): Doc {
  return { kind: "switch", converts: true, breaks: broken?.breaks === true, broken, flat };
}

export function table(rows: readonly Row[]): MaybeDoc {
  if (rows.length === 0) return undefined;
  const converts = rows.some(
    (each) =>
      each.separator?.converts === true ||
      each.raw?.converts === true ||
      each.docComment?.converts === true ||
      each.cells.some((cell) => cell?.converts === true),
  );
  return { kind: "table", converts, breaks: true, rows };
}

/**
 * The document with its soft breaks flat. What decides for itself when rendered (groups and scopes) stays,
 * and so do both branches of a switch.
 */
function asUnlimited(doc: MaybeDoc): MaybeDoc {
  if (doc?.converts !== true) return doc;
  switch (doc.kind) {
    case "soft":
      return constant(doc.flat);
    case "cat":
      return cat(...doc.parts.map(asUnlimited));
    case "nest":
      return nest(asUnlimited(doc.child));
    case "switch":
      return switchMode(asUnlimited(doc.broken), asUnlimited(doc.flat));
    case "table":
      return table(
        doc.rows.map((each) => ({
          ...each,
          separator: asUnlimited(each.separator),
          raw: asUnlimited(each.raw),
          docComment: asUnlimited(each.docComment),
          cells: each.cells.map(asUnlimited),
          merged: asUnlimited(each.merged),
        })),
      );
    default:
      return doc;
  }
}
