/** A file to be written; the path is relative to the repository's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}
