/** A text as a template literal, so that CUE stays readable in generated TypeScript. */
export function templateLiteral(text: string): string {
  return `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;
}
