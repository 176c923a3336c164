/** Kinds of tokens as small numbers: the scanner makes many of them. */
export const Token = {
  illegal: 0,
  eof: 1,
  comment: 2,
  attribute: 3,

  ident: 10,
  int: 11,
  float: 12,
  string: 13,
  bytes: 14,
  interpolation: 15,
  bottom: 16,

  add: 20,
  sub: 21,
  mul: 22,
  quo: 23,
  and: 24,
  or: 25,
  land: 26,
  lor: 27,
  bind: 28,
  eql: 29,
  lss: 30,
  gtr: 31,
  not: 32,
  arrow: 33,
  neq: 34,
  leq: 35,
  geq: 36,
  mat: 37,
  nmat: 38,
  lparen: 39,
  lbrack: 40,
  lbrace: 41,
  comma: 42,
  period: 43,
  ellipsis: 44,
  rparen: 45,
  rbrack: 46,
  rbrace: 47,
  semicolon: 48,
  colon: 49,
  option: 50,
  tilde: 51,

  if: 60,
  else: 61,
  for: 62,
  in: 63,
  let: 64,
  try: 65,
  fallback: 66,
  otherwise: 67,
  func: 68,
  true: 69,
  false: 70,
  null: 71,
} as const;

export type Token = (typeof Token)[keyof typeof Token];

const TEXTS: readonly string[] = buildTexts();

/** The token as messages name it: its text, or its class (`IDENT`, `INT`). */
export function tokenText(token: Token): string {
  return TEXTS[token] ?? "ILLEGAL";
}

/** Identifiers and literals; messages show their text. */
export function isLiteralToken(token: Token): boolean {
  return token >= Token.ident && token <= Token.bottom;
}

export function isKeywordToken(token: Token): boolean {
  return token >= Token.if;
}

const PRECEDENCES: Uint8Array = buildPrecedences();

/** Precedence of a binary operator, 1 (`|`) to 7 (`*`); 0 for what is none. */
export function precedence(token: Token): number {
  return PRECEDENCES[token]!;
}

function buildTexts(): readonly string[] {
  const texts: string[] = [];
  const operators =
    "+ - * / & | && || = == < > ! <- != <= >= =~ !~ ( [ { , . ... ) ] } ; : ? ~".split(" ");
  operators.forEach((text, index) => {
    texts[Token.add + index] = text;
  });
  for (const [name, token] of Object.entries(Token)) {
    texts[token] ??= token >= Token.if ? name : name.toUpperCase();
  }
  // Go's `cue` has one kind for both sorts of strings.
  texts[Token.bytes] = "STRING";
  texts[Token.bottom] = "_|_";
  return texts;
}

function buildPrecedences(): Uint8Array {
  const table = new Uint8Array(80);
  const levels: readonly (readonly Token[])[] = [
    [Token.or],
    [Token.and],
    [Token.lor],
    [Token.land],
    [Token.eql, Token.neq, Token.lss, Token.leq, Token.geq, Token.gtr, Token.mat, Token.nmat],
    [Token.add, Token.sub],
    [Token.mul, Token.quo],
  ];
  levels.forEach((tokens, index) => {
    for (const token of tokens) table[token] = index + 1;
  });
  return table;
}
