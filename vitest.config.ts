import { defineConfig } from "vitest/config";
import { PlainReporter } from "./tools/plain-reporter.ts";

const conditions = ["@lateen/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "packages/*/test/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    // Forked processes run end-to-end suites whose servers start in a second or two.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ["tools/fixed-seed.ts"],
    reporters: ["default", new PlainReporter()],
  },
});
