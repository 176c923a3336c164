// What all productions share: the current token, errors with recovery, and the attachment of comments.
//
// Comments are attached while parsing. Every node that is being parsed has a comment frame that counts the
// tokens and children that went by; a comment gets the count as its `position` in the node. Lists (of
// declarations, arguments, operands) have frames too, which give their comments to the child before.
// `cue fmt` prints by these positions, so they are those of cue/parser/parser.go.
import {
  type Comment,
  type CommentGroup,
  type Ident,
  NO_COMMENTS,
  type Offset,
  Spacing,
} from "../ast/ast.ts";
import { Scanner } from "../scanner/scanner.ts";
import type { Source } from "../token/source.ts";
import { isLiteralToken, Token, tokenText } from "../token/token.ts";

/** What is wrong at an offset. */
export interface SyntaxError {
  readonly offset: Offset;
  readonly message: string;
}

/** Experiments of the language that a file may ask for. */
export interface Experiments {
  aliasv2: boolean;
  explicitopen: boolean;
  try: boolean;
}

/** Ends parsing early; never leaves the parser. */
export class Bail extends Error {}

/** More errors than this and the rest of the file is not looked at. */
const MAX_ERRORS = 10;

/**
 * Nesting beyond this is an error. `cue` allows 10,000; the limit here keeps every recursion over a tree,
 * also of later phases, within the stack that JavaScript engines give by default.
 */
const MAX_NESTING = 500;

type MutableGroup = { -readonly [K in keyof CommentGroup]: CommentGroup[K] };
type Commented = { comments: readonly CommentGroup[] };

/** The comments of one node, or one list of nodes, that is being parsed. */
export interface CommentFrame {
  readonly depth: number;
  position: number;
  groups: MutableGroup[] | undefined;
  /** Lists that were opened and not closed; 0 for a node. */
  openLists: number;
  lastChild: Commented | undefined;
  lastPosition: number;
}

export class Cursor {
  protected readonly source: Source;
  protected readonly scanner: Scanner;
  readonly errors: SyntaxError[] = [];
  /** Kind and offset of the current token. */
  protected token: Token = Token.illegal;
  protected start = -1;
  /** End of the token before the current one. */
  protected lastEnd = 0;
  protected readonly experiments: Experiments = {
    aliasv2: false,
    explicitopen: false,
    try: false,
  };

  /** Something was declared that is no plain field, so that names may clash. */
  protected hasBindings = false;

  #frame: CommentFrame;
  readonly #frames: CommentFrame[];
  #leadComment: MutableGroup | undefined;
  readonly #keepsGoing: boolean;
  #syncStart = -1;
  #nesting = 0;

  constructor(source: Source, keepsGoing: boolean) {
    this.source = source;
    this.#keepsGoing = keepsGoing;
    this.#frame = newFrame(0);
    this.#frame.position = -1;
    this.#frames = [this.#frame];
    this.scanner = new Scanner(source.text, (offset, message) => {
      this.errors.push({ offset, message });
    });
  }

  /** Takes the first token. */
  begin(): void {
    this.next();
  }

  /** Where parsing has arrived. */
  get offset(): Offset {
    return this.start;
  }

  // Tokens.

  /** Goes to the next token that is no comment. */
  protected next(): void {
    const frame = this.#frame;
    if (this.#leadComment !== undefined) {
      addToFrame(frame, this.#leadComment);
      this.#leadComment = undefined;
    }
    const { scanner, start: previous } = this;
    if (this.token !== Token.comma || !scanner.isLineEnd) this.lastEnd = scanner.end;
    scanner.next();
    this.token = scanner.token;
    this.start = scanner.start;
    frame.position++;
    if (this.token === Token.comment) this.#consumeComments(previous);
  }

  protected at(token: Token): boolean {
    return this.token === token;
  }

  /** The kind of the token after the current one, comments not skipped. */
  protected peek(): Token {
    return this.scanner.peek();
  }

  /** The text of the current token. */
  protected literal(): string {
    return this.scanner.literal();
  }

  /** The comma that is the current token stands for a line end. */
  protected isLineEnd(): boolean {
    return this.token === Token.comma && this.scanner.isLineEnd;
  }

  /** Takes a token of this kind and returns its offset; the token is taken also if it is another. */
  protected expect(token: Token): Offset {
    const { start } = this;
    if (this.token !== token) this.errorExpected(`'${tokenText(token)}'`);
    this.next();
    return start;
  }

  /** Takes a closing bracket; a line end before it is reported as a comma that is missing. */
  protected expectClosing(token: Token, context: string): Offset {
    if (this.token !== token && this.isLineEnd()) {
      this.error(this.start, `missing ',' before newline in ${context}`);
      this.next();
    }
    return this.expect(token);
  }

  protected expectComma(): void {
    switch (this.token) {
      case Token.comma:
        this.next();
        return;
      case Token.rparen:
      case Token.rbrace:
      case Token.eof:
        return;
      default:
        this.errorExpected("','");
        this.synchronize();
    }
  }

  /** Whether there is a comma to take; reports one that is missing unless a closing token is next. */
  protected atComma(context: string, close: Token): boolean {
    if (this.token === Token.comma) return true;
    if (this.token === close) return false;
    this.error(this.start, `missing ',' in ${context}`);
    return true;
  }

  // Errors.

  /** Records an error unless its line has one already; too many end the parse. */
  protected error(offset: Offset, message: string): void {
    const { errors } = this;
    const last = errors.at(-1);
    if (last !== undefined) {
      if (this.source.line(last.offset) === this.source.line(offset)) return;
      if (errors.length > MAX_ERRORS) throw new Bail();
    }
    errors.push({ offset, message });
  }

  protected errorExpected(what: string): void {
    const { token } = this;
    let found = `'${tokenText(token)}'`;
    if (this.isLineEnd()) found = "newline";
    else if (isLiteralToken(token)) found += ` ${this.literal()}`;
    this.error(this.start, `expected ${what}, found ${found}`);
  }

  /**
   * After an error: skips what follows. `cue` skips to the end of the file (its parser never takes a comma
   * for a place to go on), so that later errors are not reported; to keep going, the next comma will do.
   */
  protected synchronize(): void {
    for (; this.token !== Token.eof; this.next()) {
      if (!this.#keepsGoing || this.token !== Token.comma) continue;
      if (this.start > this.#syncStart) {
        this.#syncStart = this.start;
        return;
      }
    }
  }

  protected enterNesting(): void {
    if (++this.#nesting > MAX_NESTING) {
      this.errors.push({ offset: this.start, message: nestingMessage() });
      throw new Bail();
    }
  }

  protected leaveNesting(levels = 1): void {
    this.#nesting -= levels;
  }

  // Comments.

  /** Opens the frame of a node; a comment directly above the current token becomes its first. */
  protected openNode(): CommentFrame {
    const parent = this.#frame;
    const frame = this.#push(parent);
    if (parent.groups !== undefined && parent.openLists > 0) {
      if (parent.lastChild !== undefined) giveToChild(parent, parent.lastChild);
      else {
        for (const group of parent.groups) group.position = 0;
        frame.groups = parent.groups;
      }
      parent.groups = undefined;
    }
    if (this.#leadComment !== undefined) {
      (frame.groups ??= []).push(this.#leadComment);
      this.#leadComment = undefined;
    }
    return frame;
  }

  /** Closes the frame and attaches its comments to the node that was parsed. */
  protected closeNode<T extends Commented | undefined>(frame: CommentFrame, node: T): T {
    const parent = this.#frames[frame.depth - 1]!;
    this.#frame = parent;
    parent.lastChild = node;
    parent.lastPosition = frame.position;
    parent.position++;
    if (frame.groups !== undefined && node !== undefined) {
      for (const group of frame.groups) attach(node, group);
    }
    return node;
  }

  /** Opens the frame of a list of nodes. */
  protected openList(): void {
    if (this.#frame.openLists > 0) this.#frame.openLists++;
    else this.#push(this.#frame).openLists = 1;
  }

  protected closeList(): void {
    const frame = this.#frame;
    if (frame.groups !== undefined && frame.lastChild !== undefined) {
      for (const group of frame.groups) {
        group.position = frame.lastPosition;
        attach(frame.lastChild, group);
      }
      frame.groups = undefined;
    }
    if (--frame.openLists > 0) return;
    const parent = this.#frames[frame.depth - 1]!;
    if (frame.groups !== undefined) (parent.groups ??= []).push(...frame.groups);
    parent.position++;
    this.#frame = parent;
  }

  /** Attaches what is left in the outermost frame, at the end of a file. */
  protected closeRoot(node: Commented): void {
    for (const group of this.#frames[0]!.groups ?? []) attach(node, group);
  }

  #push(parent: CommentFrame): CommentFrame {
    const depth = parent.depth + 1;
    const frame = (this.#frames[depth] ??= newFrame(depth));
    frame.position = 0;
    frame.groups = undefined;
    frame.openLists = 0;
    frame.lastChild = undefined;
    frame.lastPosition = 0;
    this.#frame = frame;
    return frame;
  }

  /**
   * Collects the comments before the next token: those on the line of the token before are the comment of
   * that line, those that end on the line above the next token lead it, the others stand by themselves.
   */
  #consumeComments(previous: Offset): void {
    const { source } = this;
    const frame = this.#frame;
    let currentLine = source.line(this.start);
    let previousLine = previous < 0 ? 0 : source.line(previous);
    let group: MutableGroup | undefined;
    let endLine = -1;
    if (previousLine === currentLine) {
      group = this.#consumeGroup(previousLine, 0);
      if (source.line(this.start) !== source.line(group.end)) group.isLine = true;
    }
    while (this.token === Token.comment) {
      if (group !== undefined) addToFrame(frame, group);
      group = this.#consumeGroup(previousLine, 1);
      endLine = source.line(group.end);
      previousLine = currentLine;
      currentLine = source.line(this.start);
    }
    if (group === undefined) return;
    if (endLine + 1 === source.line(this.start) && this.token !== Token.eof) {
      group.isDoc = true;
      this.#leadComment = group;
    } else addToFrame(frame, group);
  }

  /** Takes comments as long as no more than `gap` line ends are between them. */
  #consumeGroup(previousLine: number, gap: number): MutableGroup {
    const { scanner, source, start } = this;
    const list: Comment[] = [];
    const distance = source.line(start) - previousLine;
    let endLine = source.line(start);
    while (this.token === Token.comment && source.line(this.start) <= endLine + gap) {
      endLine = source.line(this.start);
      list.push({
        kind: "Comment",
        start: scanner.start,
        end: scanner.end,
        text: scanner.literal(),
      });
      scanner.next();
      this.token = scanner.token;
      this.start = scanner.start;
    }
    const spacing =
      distance === 0 ? Spacing.blank : distance === 1 ? Spacing.newLine : Spacing.newSection;
    return {
      kind: "CommentGroup",
      start,
      end: list.at(-1)!.end,
      comments: NO_COMMENTS,
      isDoc: false,
      isLine: false,
      position: 0,
      spacing,
      list,
    };
  }

  // Identifiers.

  protected identifier(): Ident {
    const frame = this.openNode();
    const name = this.token === Token.ident ? this.literal() : "_";
    const start = this.expect(Token.ident);
    return this.closeNode(frame, this.newIdent(start, name));
  }

  /** An identifier that is declared; names that begin with `__` are reserved. */
  protected declaredIdentifier(): Ident {
    const ident = this.identifier();
    this.checkDeclared(ident);
    return ident;
  }

  protected checkDeclared(ident: Ident): void {
    if (!ident.name.startsWith("__")) return;
    this.error(ident.start, "identifiers starting with '__' are reserved");
  }

  /** A keyword that serves as identifier. */
  protected keywordIdentifier(): Ident {
    const frame = this.openNode();
    const name = this.literal();
    const { start } = this;
    this.next();
    return this.closeNode(frame, this.newIdent(start, name));
  }

  protected newIdent(start: Offset, name: string): Ident {
    return { kind: "Ident", start, end: start + name.length, comments: NO_COMMENTS, name };
  }
}

/** The message for too much nesting. */
export function nestingMessage(): string {
  return `expression exceeds maximum nesting depth of ${MAX_NESTING}`;
}

function newFrame(depth: number): CommentFrame {
  return {
    depth,
    position: 0,
    groups: undefined,
    openLists: 0,
    lastChild: undefined,
    lastPosition: 0,
  };
}

function addToFrame(frame: CommentFrame, group: MutableGroup): void {
  group.position = frame.position;
  (frame.groups ??= []).push(group);
}

/** Gives the comments of a list to the child they follow. */
function giveToChild(frame: CommentFrame, child: Commented): void {
  const before = frame.groups!.filter((group) => group.position === 0);
  const after = frame.groups!.filter((group) => group.position !== 0);
  for (const group of after) group.position = frame.lastPosition;
  child.comments = [...before, ...child.comments, ...after];
}

/** Adds a comment to a node, after all that do not have a greater position. */
function attach(node: Commented, group: CommentGroup): void {
  // A list that has comments is the node's own.
  const comments = node.comments.length === 0 ? [group] : (node.comments as CommentGroup[]);
  if (comments[0] !== group) comments.push(group);
  for (let at = comments.length - 1; at > 0; at--) {
    const before = comments[at - 1]!;
    if (before.position <= group.position) break;
    comments[at - 1] = group;
    comments[at] = before;
  }
  node.comments = comments;
}
