import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      // The command-line tests share one build and one processor core's worth of inference: one file at a time.
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], fileParallelism: false, testTimeout: 60_000 } },
      // `npm test` makes the package and says where it is.
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
