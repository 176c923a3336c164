// Errors.
export type { ErrorCode } from "./errors/codes.ts";
export { CueError, isCueError } from "./errors/cue-error.ts";
export type { Position } from "./errors/cue-error.ts";
export { diagnose } from "./value/diagnose.ts";
export type { Diagnostic, DiagnoseOptions, SourceRange } from "./value/diagnose.ts";

// Compile once.
export { compile, compileExpression, createPackageCache } from "./value/program.ts";
export type {
  Compilation,
  CompileOptions,
  ExplainMissing,
  PackageCache,
  PackageResolver,
  Source,
} from "./value/program.ts";

// Evaluate many.
export type {
  Budget,
  Data,
  EvaluateOptions,
  Field,
  FieldOrigin,
  FieldsOptions,
  Fill,
  PathElement,
  Program,
  Value,
  ValueKind,
} from "./value/value.ts";
export type { SyntaxOptions } from "./export/syntax-file.ts";
export { parsePath } from "./value/path.ts";

// Evaluate together: instances, data, expressions.
export { createWorkspace } from "./value/workspace.ts";
export type { Built, Workspace, WorkspaceOptions } from "./value/workspace.ts";

// For tools and tests.
export { inspect } from "./value/inspect.ts";
export type { InspectedNode } from "./value/inspect.ts";
