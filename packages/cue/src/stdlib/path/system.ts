// What the path functions need to know of an operating system.

/** The systems that `os` arguments may name: three families, and names of Unix kinds. */
export const SYSTEMS: readonly string[] = [
  "unix",
  "windows",
  "plan9",
  "aix",
  "android",
  "darwin",
  "dragonfly",
  "freebsd",
  "hurd",
  "illumos",
  "ios",
  "js",
  "linux",
  "nacl",
  "netbsd",
  "openbsd",
  "solaris",
  "zos",
];

export interface System {
  readonly separator: string;
  readonly isWindows: boolean;
  isSeparator(char: string | undefined): boolean;
  isAbsolute(path: string): boolean;
  /** The length of a leading volume name: `C:` or `\\host\share`. */
  volumeLength(path: string): number;
  splitList(path: string): readonly string[];
  sameWord(left: string, right: string): boolean;
}

function slashSystem(listSeparator: string, isAbsolute: (path: string) => boolean): System {
  return {
    separator: "/",
    isWindows: false,
    isSeparator: (char) => char === "/",
    isAbsolute,
    volumeLength: () => 0,
    splitList: (path) => (path === "" ? [] : path.split(listSeparator)),
    sameWord: (left, right) => left === right,
  };
}

const unix = slashSystem(":", (path) => path.startsWith("/"));
const plan9 = slashSystem("\0", (path) => /^[/#]/.test(path));

const RESERVED = /^(?:CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])$/i;

/** `\\host\share`, neither part empty or beginning with a dot or a slash. */
const UNC = /^[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*/;

function windowsVolumeLength(path: string): number {
  if (/^[a-zA-Z]:/.test(path)) return 2;
  return UNC.exec(path)?.[0].length ?? 0;
}

function splitWindowsList(path: string): readonly string[] {
  if (path === "") return [];
  // Quotes keep a semicolon from separating, and are dropped.
  const items: string[] = [];
  let item = "";
  let isQuoted = false;
  for (const char of path) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === ";" && !isQuoted) {
      items.push(item);
      item = "";
    } else item += char;
  }
  return [...items, item];
}

const windows: System = {
  separator: "\\",
  isWindows: true,
  isSeparator: (char) => char === "\\" || char === "/",
  isAbsolute(path) {
    if (RESERVED.test(path)) return true;
    const length = windowsVolumeLength(path);
    return length > 0 && /^[\\/]/.test(path.slice(length));
  },
  volumeLength: windowsVolumeLength,
  splitList: splitWindowsList,
  sameWord: (left, right) => left === right || left.toLowerCase() === right.toLowerCase(),
};

export function systemOf(name: string): System {
  return name === "windows" ? windows : name === "plan9" ? plan9 : unix;
}
