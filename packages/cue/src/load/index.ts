// `@lateen/cue/load`: from folders and files to packages, through an interface that reads them.

// Where sources come from.
export { type FileSystem, type FolderEntry, memoryFileSystem } from "./file-system.ts";

// Packages.
export { type LoadOptions, loadInstances } from "./load.ts";
export type { Instance } from "./instance.ts";
export type { TagVariables } from "./tags.ts";

// Types of files, and data as syntax trees.
export { type Encoding, type FileType, parseFileType } from "./file-type.ts";
export { type DataDocument, type DataFile, readDocuments, type ReadOptions } from "./data-file.ts";
