import { type Expression, expressionText, type LicenseLeaf, parseExpression } from './expression';
import { covers } from './patterns';

/** Licences whose code may go into a work under any version of the GNU licences. */
const intoAnyGnu = new Set(
  (
    '0BSD BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 ISC MIT MIT-0 MPL-2.0 NCSA PostgreSQL Python-2.0 ' +
    'Unlicense UPL-1.0 WTFPL X11 Zlib LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later'
  ).split(' '),
);

/** Licences whose code may go into a work under version 3 of the GNU licences, but not version 2. */
const intoGnu3 = new Set(
  'Apache-2.0 BlueOak-1.0.0 CC-BY-4.0 CC-BY-SA-4.0 ECL-2.0 LGPL-3.0-only LGPL-3.0-or-later'.split(' '),
);

/** Exceptions to a GNU licence that let others link with the work and keep their own licence. */
const linking =
  /^(?:Classpath-exception-2\.0|GCC-exception-|LGPL-3\.0-linking-exception|OCaml-LGPL-linking-exception|WxWindows-exception|Bison-exception|Autoconf-exception|Libtool-exception|FLTK-exception|Qt-LGPL-exception|Qt-GPL-exception|openvpn-openssl-exception|Universal-FOSS-exception|Linux-syscall-note|Font-exception|LLGPL|i2p-gpl-java-exception|GNAT-exception|Swift-exception|LLVM-exception)/;

/** True when the licence comes with an exception that lets a product under another licence be combined with it. */
export function letsOthersLink({ exception }: LicenseLeaf): boolean {
  return exception !== undefined && linking.test(exception);
}

const gnu = /^(A?GPL|LGPL)-(\d)\.\d-(only|or-later)$/;

/**
 * True when a work under `own` may be combined with something under the copyleft licence `leaf` and the whole handed on under
 * that licence. After the FSF's list of GPL-compatible licences; what it leaves open is not compatible here.
 */
export function isCompatible(own: string, leaf: LicenseLeaf): boolean {
  if (own === 'proprietary') return false;
  const expression = parseExpression(own);
  return expression !== null && everyPartFits(expression, leaf);
}

function everyPartFits(expression: Expression, leaf: LicenseLeaf): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => everyPartFits(part, leaf));
    case 'or':
      return expression.parts.some((part) => everyPartFits(part, leaf));
    case 'license':
      return fits(expression, leaf);
  }
}

function fits(own: LicenseLeaf, leaf: LicenseLeaf): boolean {
  if (own.id === leaf.id || covers(expressionText(own), leaf) || covers(expressionText(leaf), own)) return true;
  const copyleft = gnu.exec(leaf.id);
  if (copyleft === null) return false;
  const three = copyleft[2] === '3' || copyleft[3] === 'or-later';
  if (intoAnyGnu.has(own.id)) return true;
  if (three && intoGnu3.has(own.id)) return true;
  // Version 3 of GPL and AGPL name each other in their section 13.
  const ours = gnu.exec(own.id);
  // LGPL 2 lets its code go on under any GPL from version 2.
  if (copyleft[1] === 'LGPL' && copyleft[2] === '2' && ours !== null) return true;
  return three && ours !== null && (ours[2] === '3' || ours[3] === 'or-later');
}
