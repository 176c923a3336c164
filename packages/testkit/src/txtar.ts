// The txtar format of Go's tests: a comment, then files, each headed by `-- name --`.

/** An archive of small text files. */
export interface Archive {
  readonly comment: string;
  readonly files: readonly ArchiveFile[];
}

/** A file of an archive; its text ends with a newline unless it is empty. */
export interface ArchiveFile {
  readonly name: string;
  readonly text: string;
}

const HEADER = /^-- (.+) --$/;

/** Reads an archive. Every text is one. */
export function parseTxtar(text: string): Archive {
  const files: { name: string; lines: string[] }[] = [];
  const comment: string[] = [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const name = HEADER.exec(line)?.[1]?.trim();
    if (name !== undefined) files.push({ name, lines: [] });
    else (files.at(-1)?.lines ?? comment).push(line);
  }
  return {
    comment: joined(comment),
    files: files.map(({ name, lines: content }) => ({ name, text: joined(content) })),
  };
}

/** Writes an archive. */
export function formatTxtar({ comment, files }: Archive): string {
  return (
    terminated(comment) +
    files.map(({ name, text }) => `-- ${name} --\n${terminated(text)}`).join("")
  );
}

/** The text of a file. Throws when the archive has none of that name. */
export function txtarFile(archive: Archive, name: string): string {
  const file = archive.files.find((candidate) => candidate.name === name);
  if (file === undefined) throw new Error(`the archive has no file ${name}`);
  return file.text;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function terminated(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
