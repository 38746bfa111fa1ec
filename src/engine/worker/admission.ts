import { checkStillJudged } from '../../gate/stamp';
import type { WireModel } from '../protocol';
import { failed } from './failure';

/** Throws `not-admitted` unless the file is still the one that the gate judged. Called right before the file is opened. */
export async function checkAdmission(model: WireModel): Promise<void> {
  const judged = await checkStillJudged(model);
  if (!judged.ok) throw failed('not-admitted', judged.message);
}
