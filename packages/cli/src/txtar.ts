// Archives of small text files in one: a comment, then files, each headed by `-- name --`.

/** A file of an archive, and the line of the archive on which its text begins, from 1. */
export interface ArchiveFile {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

const HEADER = /^-- (.+) --\s*$/;

/** The files of an archive; what stands before the first is a comment. */
export function parseArchive(text: string): readonly ArchiveFile[] {
  const files: { name: string; text: string; line: number }[] = [];
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    const name = HEADER.exec(line.trimEnd())?.[1]?.trim();
    const last = files.at(-1);
    if (name !== undefined) files.push({ name, text: "", line: index + 2 });
    else if (last !== undefined) last.text += line;
  }
  return files;
}
