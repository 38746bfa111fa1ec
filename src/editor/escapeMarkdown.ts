/** Text that stands in Markdown as it is: names and texts from files and registries may hold any character. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&@:]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}
