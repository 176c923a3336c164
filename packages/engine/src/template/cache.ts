export interface TemplateCache {
  readonly size: number;
}
