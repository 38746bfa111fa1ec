import type { Filter } from './filter';

/** How well-known services and programs write their keys. */
const KEYS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{30,}/,
  /\bglpat-[\w-]{18,}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bAIza[\w-]{30,}/,
  /\b[sr]k[-_](?:live|test|proj|ant)[\w-]{16,}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  /:\/\/[^\s:/@'"`]+:[^\s@'"`$<{]{3,}@/,
];
/** A long value without words, given to something that is named like a secret. */
const ASSIGNED = /(?:secret|token|passw(?:or)?d|api_?key|private_?key)\w*['"]?\s*[:=]\s*['"`]([^'"`\s]{12,})['"`]/i;
const HAS_DIGIT_AND_LETTER = /^(?=.*\d)(?=.*[A-Za-z])/;

function holdsSecret(line: string): boolean {
  if (KEYS.some((key) => key.test(line))) return true;
  const value = ASSIGNED.exec(line)?.[1];
  return value !== undefined && HAS_DIGIT_AND_LETTER.test(value) && !/[${}<>]/.test(value);
}

/** Ends a text before a line with what looks like a key or a password: a model can only have learnt it by heart. */
export const secrets: Filter = (text, { cursor }) => {
  const lines = text.split('\n');
  const bad = lines.findIndex((line, index) => holdsSecret(index === 0 ? cursor.lineBefore + line : line));
  return bad < 0 ? text : lines.slice(0, bad).join('\n');
};
