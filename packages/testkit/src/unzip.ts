// Just enough of the ZIP format to unpack the archives that hold kubectl.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Unpacks the entries of an archive that `wants` names, as executables. */
export function unzip(archive: string, folder: string, wants: (entry: string) => boolean): void {
  const data = readFileSync(archive);
  let end = data.length - 22;
  while (end >= 0 && data.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error(`${archive} is not a ZIP archive`);
  const count = data.readUInt16LE(end + 10);
  let at = data.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (data.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${archive} is damaged`);
    const nameLength = data.readUInt16LE(at + 28);
    const name = data.toString("utf8", at + 46, at + 46 + nameLength);
    if (wants(name)) extract(data, at, join(folder, normalize(`/${name}`)));
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
}

function extract(data: Buffer, entry: number, path: string): void {
  const method = data.readUInt16LE(entry + 10);
  const size = data.readUInt32LE(entry + 20);
  const header = data.readUInt32LE(entry + 42);
  const start = header + 30 + data.readUInt16LE(header + 26) + data.readUInt16LE(header + 28);
  const content = data.subarray(start, start + size);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${path} is packed with method ${method}`);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, method === STORED ? content : inflateRawSync(content), { mode: 0o755 });
}
