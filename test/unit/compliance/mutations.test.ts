import { describe, expect, it } from 'vitest';
import { packageReader } from '../../../src/compliance/packages/readers';
import { seenText } from '../../../src/compliance/seenText';
import { TextFile } from '../../../src/compliance/text/textFile';
import { textSamples } from '../../fixtures/samples';
import { mutated, randomness } from '../../support/mutate';

describe('300 mutations of each are read without a crash, soon', () => {
  it.each(textSamples)('%s: %s', (_, path, text) => {
    const random = randomness(11);
    const whole = Buffer.from(text);
    const reader = packageReader(path);
    for (let round = 0; round < 300; round++) {
      const bytes = mutated(whole, random);
      const start = performance.now();
      const seen = seenText(path, bytes, bytes.length);
      const read = reader?.read(new TextFile(path, bytes.toString()));
      if (read?.ok === false) expect(read.reason).not.toMatch(/\n|undefined/);
      for (const { range } of seen.hub) expect(Math.min(range.startLine, range.startColumn)).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
