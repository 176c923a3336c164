// The command as a function, for those who call it in a process of their own.
export { runCommandLine } from "./root.ts";
export type { Environment } from "./factory.ts";
export type { Io, Output, Style } from "./io.ts";
export type { Clock } from "./clock.ts";
