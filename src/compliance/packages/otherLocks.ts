import type { PackageRead, PackageReader } from './packageFile';

/** Lists of packages that nobody here reads, by the package manager. */
const others: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)(?:pixi\.lock|conda-lock\.ya?ml)$/, 'conda'],
  [/(?:^|\/)pubspec\.lock$/, 'Dart'],
  [/(?:^|\/)mix\.lock$/, 'Elixir'],
  [/(?:^|\/)Package\.resolved$/, 'Swift'],
  [/(?:^|\/)(?:Podfile|Cartfile)\.(?:lock|resolved)$/, 'Apple’s platforms'],
  [/(?:^|\/)(?:renv|packrat)\.lock$/, 'R'],
  [/(?:^|\/)(?:conan\.lock|vcpkg\.json)$/, 'C and C++'],
  [/(?:^|\/)stack\.yaml\.lock$/, 'Haskell'],
  [/(?:^|\/)flake\.lock$/, 'Nix'],
];

/** Lockfiles of package managers whose packages are not looked up: that they are there is said. */
export const otherLocks: PackageReader = {
  wants: (path) => others.some(([name]) => name.test(path)),
  read: ({ path }): PackageRead => {
    const manager = others.find(([name]) => name.test(path))?.[1] ?? '';
    return { ok: false, reason: `lists packages of ${manager}, whose licences are not looked up`, isUnknown: true };
  },
};
