// What a page needs of CUE: evaluate, and text to tree and back.
export * from "../../src/index.ts";
export { formatFile, formatNode } from "../../src/format/format.ts";
export { parseExpr, parseFile } from "../../src/parser/parse.ts";
export { printError, printErrors } from "../../src/errors/print.ts";
export { loadLibrary } from "./packages.ts";
