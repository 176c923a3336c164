// `@lateen/cue/syntax`: source text to tree and back, without evaluation.

// The tree.
export type * from "./ast/ast.ts";
export { BLANK, NEW_LINE, NEW_SECTION, NO_COMMENTS, NO_POS, NO_SPACE, Spacing } from "./ast/ast.ts";
export * as build from "./ast/build.ts";

// Source texts and literals.
export { Source } from "./token/source.ts";
export { isValidIdent, labelNeedsQuotes } from "./token/chars.ts";
export { escapeString, quoteBytes, quoteString, type QuoteForm } from "./literal/quote.ts";

// Errors.
export { CueError, isCueError, type Position } from "./errors/cue-error.ts";
export type { ErrorCode } from "./errors/codes.ts";
export {
  errorText,
  positionText,
  printError,
  printErrors,
  type PrintOptions,
  sortErrors,
} from "./errors/print.ts";
export { parseNumber, type NumberLiteral } from "./literal/number.ts";
export {
  unquote,
  unquoteFragments,
  type Unquoted,
  type UnquotedFragments,
} from "./literal/unquote.ts";

// Parsing.
export {
  parseExpr,
  parseFile,
  type ParsedExpr,
  type ParsedFile,
  type ParseOptions,
} from "./parser/parse.ts";

// Formatting, and rewriting of the older dialect.
export { formatFile, formatNode, type FormatOptions } from "./format/format.ts";
export { fixFile, type FixedFile, type FixOptions } from "./fix/fix.ts";
export { RULES, type Rule, type RuleName } from "./fix/rules.ts";
export { children, walk } from "./ast/walk.ts";
export { commentText, documentation } from "./ast/comments.ts";
export { transform } from "./ast/transform.ts";
