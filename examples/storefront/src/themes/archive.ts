import JSZip from 'jszip';

/** Packs a merchant's theme for download. */
export async function packTheme(files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [path, text] of files) {
    zip.file(path, text);
  }
  return zip.generateAsync({ type: 'uint8array' });
}
