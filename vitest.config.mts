import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Hangs are what the time limit is for: machines are shared, and nothing is timed in a unit test.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      // The command-line tests share one build and one processor core's worth of inference: one file at a time.
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], fileParallelism: false, testTimeout: 60_000 } },
      // `npm test` makes the package and says where it is.
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
