// The vertex of a package.
import { MEMBER } from "../adt/arc-type.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import type { PackageInstance } from "../adt/expr.ts";
import { NO_LABEL } from "../adt/feature.ts";
import { Conjunct, Vertex } from "../adt/vertex.ts";

/** The vertex of a package: all its files, each seeing the fields of the others. */
export function packageRoot(instance: PackageInstance): Vertex {
  const root = new Vertex(undefined, NO_LABEL, MEMBER, []);
  const env = new Environment(undefined, root);
  for (const file of instance.files) root.conjuncts.push(new Conjunct(env, file, ROOT_INFO));
  return root;
}
