// Sets of characters. Those beyond ASCII are asked of JavaScript's engine, which has the tables of Unicode.

/** A part of a set: ranges, or characters with a property. */
export interface SetPart {
  /** Pairs of first and last character. */
  readonly ranges: readonly number[];
  /** What stands in `\p{…}` for JavaScript. */
  readonly property?: string;
  readonly isNegated: boolean;
}

type Test = (code: number) => boolean;

function inRanges(ranges: readonly number[]): Test {
  return (code) => {
    for (let index = 0; index < ranges.length; index += 2) {
      if (code >= (ranges[index] as number) && code <= (ranges[index + 1] as number)) return true;
    }
    return false;
  };
}

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** Letters that differ in case alone are equal to an expression with this source. */
function folded(ranges: readonly number[]): string {
  let out = "";
  for (let index = 0; index < ranges.length; index += 2) {
    out += `${escaped(ranges[index] as number)}-${escaped(ranges[index + 1] as number)}`;
  }
  return `[${out}]`;
}

function engine(source: string, ignoresCase: boolean): Test {
  const regexp = new RegExp(`^${source}$`, ignoresCase ? "iu" : "u");
  return (code) => regexp.test(String.fromCodePoint(code));
}

function testOf(part: SetPart, ignoresCase: boolean): Test {
  const { property, ranges, isNegated } = part;
  const test =
    property !== undefined
      ? engine(`\\p{${property}}`, ignoresCase)
      : ignoresCase && ranges.length > 0
        ? engine(folded(ranges), true)
        : inRanges(ranges);
  return isNegated ? (code) => !test(code) : test;
}

const ASCII_SIZE = 128;

/** A set of characters. */
export class CharSet {
  /** Sets of equal keys hold the same. */
  readonly key: string;
  private readonly ascii: Uint8Array;
  private readonly test: Test;

  private constructor(key: string, test: Test) {
    this.key = key;
    this.test = test;
    this.ascii = new Uint8Array(ASCII_SIZE);
    for (let code = 0; code < ASCII_SIZE; code++) this.ascii[code] = test(code) ? 1 : 0;
  }

  /** The characters of any of the parts, or those of none if negated. */
  static of(parts: readonly SetPart[], isNegated: boolean, ignoresCase: boolean): CharSet {
    const key = JSON.stringify([parts, isNegated, ignoresCase]);
    const tests = parts.map((part) => testOf(part, ignoresCase));
    const [only] = tests;
    if (tests.length === 1 && only !== undefined && !isNegated) return new CharSet(key, only);
    return new CharSet(key, (code) => tests.some((test) => test(code)) !== isNegated);
  }

  /** One character. */
  static char(code: number, ignoresCase: boolean): CharSet {
    return CharSet.of([{ ranges: [code, code], isNegated: false }], false, ignoresCase);
  }

  has(code: number): boolean {
    return code < ASCII_SIZE ? this.ascii[code] === 1 : this.test(code);
  }
}

/** Any character. */
export const ANY: CharSet = CharSet.of([], true, false);

/** Any character but a line's end. */
export const ANY_IN_LINE: CharSet = CharSet.of(
  [{ ranges: [10, 10], isNegated: false }],
  true,
  false,
);
