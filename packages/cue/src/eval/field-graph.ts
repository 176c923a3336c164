// A graph of labels, and its topological order.
import type { Feature } from "../adt/feature.ts";

export interface GraphNode<T> {
  readonly label: Feature;
  readonly outgoing: Set<GraphNode<T>>;
  /** What mentioned the label last. */
  owner: T | undefined;
  index: number;
  low: number;
  component: Component<T> | undefined;
}

/** Nodes that reach each other. */
interface Component<T> {
  readonly nodes: GraphNode<T>[];
  readonly outgoing: Component<T>[];
  /** How many components that come before are not placed yet. */
  waiting: number;
}

export class Graph<T> {
  readonly #nodes = new Map<Feature, GraphNode<T>>();

  find(label: Feature): GraphNode<T> | undefined {
    return this.#nodes.get(label);
  }

  /** The node of a label, made if there is none. */
  node(label: Feature): GraphNode<T> {
    let node = this.#nodes.get(label);
    if (node === undefined) {
      node = { label, outgoing: new Set(), owner: undefined, index: -1, low: -1, component: undefined };
      this.#nodes.set(label, node);
    }
    return node;
  }

  edge(from: Feature, to: Feature): void {
    this.node(from).outgoing.add(this.node(to));
  }

  /** All labels so that edges lead forward; what reaches itself stays together. Ties go by `compare`. */
  sort(compare: (a: Feature, b: Feature) => number): Feature[] {
    const byLabel = (a: GraphNode<T>, b: GraphNode<T>): number => compare(a.label, b.label);
    const components = this.#components();
    for (const { nodes } of components) nodes.sort(byLabel);
    const compareComponents = (a: Component<T>, b: Component<T>): number => {
      const length = Math.min(a.nodes.length, b.nodes.length);
      for (let i = 0; i < length; i++) {
        const order = byLabel(a.nodes[i] as GraphNode<T>, b.nodes[i] as GraphNode<T>);
        if (order !== 0) return order;
      }
      return a.nodes.length - b.nodes.length;
    };
    let ready = components.filter(({ waiting }) => waiting === 0).sort(compareComponents);
    const sorted: Feature[] = [];
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      for (const { label } of next.nodes) sorted.push(label);
      const freed = next.outgoing.filter((component) => --component.waiting === 0);
      if (freed.length > 0) ready = [...ready, ...freed].sort(compareComponents);
    }
    return sorted;
  }

  /** The strongly connected components, by Tarjan's algorithm. */
  #components(): Component<T>[] {
    const components: Component<T>[] = [];
    const stack: GraphNode<T>[] = [];
    let counter = 0;
    const visit = (root: GraphNode<T>): void => {
      const path = [{ node: root, edges: root.outgoing.values() }];
      for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
        const { node, edges } = frame;
        if (node.index < 0) {
          node.index = node.low = counter++;
          stack.push(node);
        }
        const { value: next, done } = edges.next();
        if (done !== true) {
          if (next.index < 0) path.push({ node: next, edges: next.outgoing.values() });
          else if (next.component === undefined) node.low = Math.min(node.low, next.index);
          continue;
        }
        path.pop();
        const parent = path.at(-1)?.node;
        if (parent !== undefined) parent.low = Math.min(parent.low, node.low);
        if (node.low !== node.index) continue;
        const component: Component<T> = { nodes: stack.splice(stack.indexOf(node)), outgoing: [], waiting: 0 };
        for (const member of component.nodes) member.component = component;
        components.push(component);
      }
    };
    for (const node of this.#nodes.values()) if (node.index < 0) visit(node);
    for (const component of components) {
      const targets = new Set<Component<T>>();
      for (const { outgoing } of component.nodes) {
        for (const { component: target } of outgoing) {
          if (target !== undefined && target !== component) targets.add(target);
        }
      }
      for (const target of targets) {
        component.outgoing.push(target);
        target.waiting++;
      }
    }
    return components;
  }
}
