import {
  type Attribute,
  type Declaration,
  type Expression,
  type File,
  type Ident,
  type ImportDecl,
  type ImportSpec,
  NO_COMMENTS,
  NO_POS,
  type Node,
  type PackageClause,
} from "../ast/ast.ts";
import { unquote } from "../literal/unquote.ts";
import { Token } from "../token/token.ts";
import { DeclarationParser } from "./declaration.ts";
import { checkScopes } from "./scopes.ts";

/** Productions of files, and the whole of an expression. */
export class FileParser extends DeclarationParser {
  /** `SourceFile = { attribute "," } [ PackageClause "," ] { ImportDecl "," } { Declaration "," } .` */
  file(): File | undefined {
    // What does not even begin with a token is no CUE.
    if (this.errors.length > 0) return undefined;
    const declarations: Declaration[] = [];
    const experiments: string[] = [];
    this.openList();
    while (this.at(Token.attribute)) {
      const attribute = this.attribute();
      experiments.push(...experimentsOf(attribute));
      declarations.push(attribute);
      this.declarationComma();
    }
    if (!this.#enable(experiments)) return undefined;
    if (this.#isWord("package")) declarations.push(this.#packageClause());
    while (this.at(Token.attribute)) {
      declarations.push(this.attribute());
      this.declarationComma();
    }
    while (this.#isWord("import")) declarations.push(this.#importDecl());
    for (const declaration of this.declarations()) declarations.push(declaration);
    this.expect(Token.eof);
    this.closeList();
    const file: File = {
      kind: "File",
      start: 0,
      end: this.source.text.length,
      comments: NO_COMMENTS,
      source: this.source,
      declarations,
      experiments,
    };
    this.closeRoot(file);
    this.#checkNames(file);
    return file;
  }

  /** An expression and nothing after it. */
  wholeExpression(): Expression {
    const expr = this.expression();
    if (this.isLineEnd()) this.next();
    this.expect(Token.eof);
    if (this.errors.length === 0) this.#checkNames(expr);
    return expr;
  }

  #checkNames(node: Node): void {
    if (this.hasBindings) checkScopes(node, (offset, message) => this.error(offset, message));
  }

  #isWord(word: string): boolean {
    return this.at(Token.ident) && this.literal() === word;
  }

  #enable(names: readonly string[]): boolean {
    const { experiments } = this;
    const problems: string[] = [];
    for (const name of names) {
      if (name === "aliasv2" || name === "explicitopen" || name === "try") experiments[name] = true;
      else if (!OTHER_EXPERIMENTS.has(name)) problems.push(`unknown experiment "${name}"`);
    }
    if (problems.length === 0) return true;
    const message = `parsing experiments for version "${LANGUAGE_VERSION}": ${problems.join("\n")}`;
    this.errors.push({ offset: this.start, message });
    return false;
  }

  /** `PackageClause = "package" PackageName .` */
  #packageClause(): PackageClause {
    const frame = this.openNode();
    const start = this.expect(Token.ident);
    const name = this.identifier();
    if (isDefinition(name)) this.error(this.start, `invalid package name ${name.name}`);
    this.expectComma();
    const { end } = name;
    return this.closeNode(frame, {
      kind: "PackageClause",
      start,
      end,
      comments: NO_COMMENTS,
      name,
    });
  }

  /** `ImportDecl = "import" ( ImportSpec | "(" { ImportSpec "," } ")" ) .` */
  #importDecl(): ImportDecl {
    const frame = this.openNode();
    const { start } = this.identifier();
    const specs: ImportSpec[] = [];
    let open = NO_POS;
    let close = NO_POS;
    let end: number;
    if (this.at(Token.lparen)) {
      open = this.start;
      this.next();
      this.openList();
      while (!this.at(Token.rparen) && !this.at(Token.eof)) {
        specs.push(this.#importSpec());
      }
      this.closeList();
      close = this.expect(Token.rparen);
      end = close + 1;
      this.expectComma();
    } else {
      const spec = this.#importSpec();
      specs.push(spec);
      end = spec.end;
    }
    return this.closeNode(frame, {
      kind: "ImportDecl",
      start,
      end,
      comments: NO_COMMENTS,
      open,
      specs,
      close,
    });
  }

  /** `ImportSpec = [ PackageName ] ImportPath .` */
  #importSpec(): ImportSpec {
    const frame = this.openNode();
    const { start } = this;
    let name: Ident | undefined;
    if (this.at(Token.ident)) {
      name = this.declaredIdentifier();
      if (isDefinition(name)) {
        this.error(this.start, "cannot import package as definition identifier");
      }
    }
    const isString = this.at(Token.string) || this.at(Token.bytes);
    const path = this.basicLit(this.at(Token.string) ? "string" : "bytes");
    this.expect(isString ? this.token : Token.string);
    if (isString && !isImportPath(path.text)) {
      this.error(path.start, `invalid import path: ${path.text}`);
    }
    this.expectComma();
    const { end } = path;
    return this.closeNode(frame, {
      kind: "ImportSpec",
      start,
      end,
      comments: NO_COMMENTS,
      name,
      path,
    });
  }
}

/** The language that this parser speaks; what a file without a module is taken for. */
const LANGUAGE_VERSION = "v0.18.0";

/** Experiments that change nothing in the syntax, or that are part of the language by now. */
const OTHER_EXPERIMENTS: ReadonlySet<string> = new Set([
  "testing",
  "accepted_",
  "structcmp",
  "shortcircuit",
]);

function experimentsOf(attribute: Attribute): readonly string[] {
  const match = /^@experiment\((.*)\)$/s.exec(attribute.text);
  if (match === null || match[1] === "") return [];
  return match[1]!.split(",").map((name) => name.trim());
}

function isDefinition(name: Ident): boolean {
  return name.name.startsWith("#") || name.name.startsWith("_#");
}

function isImportPath(literal: string): boolean {
  const value = unquote(literal);
  if (!value.ok) return false;
  const text =
    typeof value.value === "string" ? value.value : new TextDecoder().decode(value.value);
  const colon = text.lastIndexOf(":");
  const path = colon < 0 ? text : text.slice(0, colon);
  return (
    path !== "" && !/[^\p{L}\p{M}\p{N}\p{P}\p{S}]|[!"#$%&'()*,:;<=>?[\\\]^{|}`\ufffd]/u.test(path)
  );
}
