// A rule (or a list of effects) as nodes with ids. What is not understood stays, as it was, in a `raw` node.

import { freshId } from "./dom.js";

const JOINS = ["all", "any", "none"];
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export function leaf(code, params = {}) {
  return { id: freshId("node"), code, params };
}

export function group(join = "all", parts = []) {
  return { id: freshId("node"), join, parts };
}

export function fromStored(stored, kinds) {
  if (isObject(stored) && Object.keys(stored).length === 1) {
    const [[name, inside]] = Object.entries(stored);
    if (JOINS.includes(name) && Array.isArray(inside)) return group(name, inside.map((one) => fromStored(one, kinds)));
    if (name in kinds && isObject(inside)) return leaf(name, structuredClone(inside));
  }
  return { id: freshId("node"), raw: stored };
}

export function toStored(node) {
  if ("raw" in node) return node.raw;
  if (node.parts) return { [node.join]: node.parts.map(toStored) };
  return { [node.code]: node.params };
}

export function copyOf(node) {
  const copy = { ...node, id: freshId("node") };
  if (node.parts) copy.parts = node.parts.map(copyOf);
  else if (!("raw" in node)) copy.params = structuredClone(node.params);
  return copy;
}

// Where a node is: the group it is in and its place there.
export function find(root, id) {
  for (const [index, part] of root.parts.entries()) {
    if (part.id === id) return { parent: root, index, node: part };
    const deeper = part.parts ? find(part, id) : null;
    if (deeper) return deeper;
  }
  return null;
}

export function contains(node, id) {
  return node.id === id || Boolean(node.parts?.some((part) => contains(part, id)));
}

export function depthOf(node) {
  return node.parts ? 1 + Math.max(0, ...node.parts.map(depthOf)) : 1;
}

// Every node with its path as the server writes it: `when.all[0].any[1]`.
export function* paths(node, path, isList) {
  const inside = isList ? path : `${path}.${node.join}`;
  yield [path, node];
  for (const [index, part] of node.parts.entries()) {
    const here = `${inside}[${index}]`;
    if (part.parts) yield* paths(part, here, false);
    else yield [here, part];
  }
}

export function remove(root, id) {
  const { parent, index, node } = find(root, id);
  parent.parts.splice(index, 1);
  return node;
}

// Puts a node at a place of another group; false where it would come into itself.
export function move(root, id, target, index) {
  const from = find(root, id);
  if (contains(from.node, target.id)) return false;
  from.parent.parts.splice(from.index, 1);
  const shift = from.parent === target && from.index < index ? 1 : 0;
  target.parts.splice(index - shift, 0, from.node);
  return true;
}
