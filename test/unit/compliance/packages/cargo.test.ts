import { describe, expect, it } from 'vitest';
import { packagesIn } from '../../../support/packages';

const lock = `# generated
version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "a",
 "b 1.0.0",
 "cc",
 "t",
]

[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = [
 "b 2.0.0",
]

[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "b"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "cc"
version = "1.2.3"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "t"
version = "0.3.0"
source = "git+https://github.com/o/t#0123"
dependencies = ["b 2.0.0"]
`;
const manifest = `[package]
name = "app"
license = "MIT"
[dependencies]
a = "1"
bee = { package = "b", version = "1" }
own = { path = "../own" }
[build-dependencies]
cc = "1"
[target.'cfg(unix)'.dev-dependencies]
t = { git = "https://github.com/o/t" }
`;

describe('Cargo', () => {
  it('has the packages in the lockfile, and in the manifest what they are for', async () => {
    expect(
      await packagesIn({
        'Cargo.lock': lock,
        'Cargo.toml': manifest,
        'vendor/a/Cargo.toml': '[package]\nname = "a"\nversion = "1.0.0"\nlicense = "MIT/Apache-2.0"\n',
        'vendor/b/Cargo.toml': '[package]\nname = "b"\nversion = "2.0.0"\nlicense = "MPL-2.0"\n',
        'vendor/b-1.0.0/Cargo.toml': '[package]\nname = "b"\nversion = "1.0.0"\nlicense = "Zlib"\n',
        'store/cargo/index.crates.io-1/cc-1.2.3/Cargo.toml':
          '[package]\nname = "cc"\nversion = "1.2.3"\nlicense = "ISC"\n',
      }),
    ).toEqual([
      'Cargo.lock:15:9 cargo/a@1.0.0 runtime MIT OR Apache-2.0',
      'Cargo.lock:23:9 cargo/b@1.0.0 runtime Zlib',
      'Cargo.lock:28:9 cargo/b@2.0.0 runtime MPL-2.0',
      'Cargo.lock:33:9 cargo/cc@1.2.3 development ISC',
      'Cargo.lock:38:9 cargo/t@0.3.0 development -',
    ]);
  });

  it('without a lockfile has what the manifest names, workspace dependencies too', async () => {
    expect(
      await packagesIn({
        'Cargo.toml': '[workspace]\nmembers = ["m"]\n[workspace.dependencies]\na = "=1.2.3"\nm = { path = "m" }\n',
        'm/Cargo.toml':
          '[package]\nname = "m"\n[dependencies]\na.workspace = true\nm2 = { workspace = true }\no = { version = "1", optional = true }\n[dependencies.big]\nversion = "2"\n',
      }),
    ).toEqual([
      'm/Cargo.toml:4:1 cargo/a runtime -',
      'm/Cargo.toml:5:1 cargo/m2 runtime -',
      'm/Cargo.toml:6:1 cargo/o optional -',
      'm/Cargo.toml:7:1 cargo/big runtime -',
    ]);
  });

  it.each(['Cargo.toml', 'Cargo.lock'])('%s that is no TOML is unreadable', async (path) => {
    expect(await packagesIn({ [path]: '[[' })).toEqual([`${path} is not valid TOML`]);
  });
});
