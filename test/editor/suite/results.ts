/** One failed test or hook. */
export interface Failure {
  title: string;
  message: string;
}

/** What the suite hands back to the launcher. */
export interface Results {
  completed: true;
  passed: number;
  skipped: number;
  failures: Failure[];
}

/** Where the launcher wants the results. */
export function resultsFile(): string {
  const file = process.env.LICIT_TEST_RESULTS;
  if (file === undefined || file === '')
    throw new Error('LICIT_TEST_RESULTS names no file: start the suite through a launcher');
  return file;
}
