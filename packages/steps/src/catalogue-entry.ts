/** A built-in step type. */
export interface CatalogueEntry {
  readonly name: string;
  readonly annotations: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  /** CUE text. */
  readonly template: string;
}
