import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { currentText, generate } from "./gen/generate.ts";

const root = resolve(import.meta.dirname, "..");
const files = await generate(root);

// If this fails: `npm run gen`.
describe("generated files", () => {
  it.each(files.map(({ path, text }) => [path, text] as const))(
    "%s is as its sources say",
    (path, text) => {
      expect(currentText(root, path)).toBe(text);
    },
  );
});
